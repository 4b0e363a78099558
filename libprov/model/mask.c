/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mask.c - names in a text become numbers
 *
 * The words of the text are few and the names are many: so the words are kept, and all names are read
 * past them once. Words are compared in lower case. Short ones, numbers, and words that every
 * installation has are no names.
 */
#include <ctype.h>
#include <stdlib.h>
#include <strings.h>

#include <prov/mask.h>

#include "libprov/model/model.h"

#define SHORTEST 3		/* bytes of a word that may be a name */

struct word {
	const char *text;	/* lower case */
	int number;		/* as a name; 0: it is none */
};

struct prov_mask {
	struct prov_pool *pool;
	struct word *words;	/* sorted */
	size_t count, room;
	int names;
};

/* ---- words ---- */

static bool is_part(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* The next word from *p on, which moves behind it; NULL: there is none. */
static const char *next_word(const char **p, size_t *len)
{
	const char *begin;

	while (**p && !is_part(**p))
		(*p)++;
	begin = *p;
	while (is_part(**p))
		(*p)++;
	*len = (size_t)(*p - begin);
	return *len ? begin : NULL;
}

static bool may_be_name(const char *word)
{
	static const char *const usual[] = {
		"admin", "alias", "all", "and", "any", "are", "com", "context", "contexts",
		"default", "error", "everybody", "example", "for", "group", "groups", "info",
		"local", "localhost", "mail", "net", "none", "not", "org", "oxadmin",
		"oxadminmaster", "postgres", "prov", "resource", "root", "support", "test",
		"the", "user", "users", "was", "with", "www"
	};

	if (strlen(word) < SHORTEST || strspn(word, "0123456789") == strlen(word))
		return false;
	for (size_t i = 0; i < COUNT(usual); i++)
		if (strcmp(usual[i], word) == 0)
			return false;
	return true;
}

static char *lower(struct prov_pool *pool, const char *text, size_t len)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;

	if (prov_utf8_is_valid(text, len))
		prov_utf8_lower(&s, text, len);
	else
		prov_str_add_len(&s, text, len);
	return prov_pool_strdup(pool, s.p);
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct word *)a)->text, ((const struct word *)b)->text);
}

static struct word *find(const struct prov_mask *mask, const char *text)
{
	const struct word key = { text, 0 };

	return mask->count ? bsearch(&key, mask->words, mask->count, sizeof(key), compare) : NULL;
}

/* All words that may be names, each once. */
static void take_words(struct prov_mask *mask, const char *text)
{
	const char *word;
	size_t len, kept = 0;

	while ((word = next_word(&text, &len))) {
		const char *copy = lower(mask->pool, word, len);

		if (!may_be_name(copy))
			continue;
		if (mask->count == mask->room) {
			mask->room = mask->room ? 2 * mask->room : 64;
			mask->words = prov_realloc(mask->words, mask->room * sizeof(*mask->words));
		}
		mask->words[mask->count++] = (struct word){ copy, 0 };
	}
	if (!mask->count)
		return;
	qsort(mask->words, mask->count, sizeof(*mask->words), compare);
	for (size_t i = 0; i < mask->count; i++)
		if (!i || strcmp(mask->words[i].text, mask->words[kept - 1].text) != 0)
			mask->words[kept++] = mask->words[i];
	mask->count = kept;
}

/* ---- names ---- */

static int take_names(void *data, const struct prov_sql_result *res, struct prov_err *err)
{
	struct prov_mask *mask = data;
	struct prov_pool *pool = prov_pool_new();
	const char *text = prov_sql_text(res, 0, 0), *word;
	size_t len;

	(void)err;
	while (text && (word = next_word(&text, &len))) {
		struct word *known = find(mask, lower(pool, word, len));

		if (known && !known->number)
			known->number = ++mask->names;
	}
	prov_pool_free(pool);
	return 0;
}

int prov_mask_make(struct prov_call *call, const char *text, struct prov_mask **mask, struct prov_err *err)
{
	PROV_CLEANUP(prov_mask_freep) struct prov_mask *made = prov_alloc(sizeof(*made));
	struct prov_sql *db;

	made->pool = prov_pool_new();
	take_words(made, text);
	if (!call) {
		*mask = made;
		made = NULL;
		return 0;
	}
	if (prov_auth_master(call, err) < 0)
		return -1;
	db = prov_session_db(call, err);
	if (!db || prov_sql_each(db, PROV_Q_SUPPORT_NAMES, PROV_NO_ARGS, take_names, made, err) < 0)
		return -1;
	*mask = made;
	made = NULL;
	return 0;
}

void prov_mask_free(struct prov_mask *mask)
{
	if (!mask)
		return;
	prov_pool_free(mask->pool);
	free(mask->words);
	free(mask);
}

void prov_mask_freep(struct prov_mask **mask)
{
	prov_mask_free(*mask);
}

/* ---- text ---- */

static bool is_of_address(char c)
{
	return is_part(c) || (c && strchr(".!#$%&'*+/=?^_`{|}~-", c));
}

/* The length of an address that begins at p; 0: none does. */
static size_t address_at(const char *p)
{
	size_t local = 0, domain = 0;

	while (is_of_address(p[local]))
		local++;
	if (!local || p[local] != '@')
		return 0;
	for (const char *d = p + local + 1; is_part(d[domain]) || d[domain] == '.' || d[domain] == '-';)
		domain++;
	return domain ? local + 1 + domain : 0;
}

static void add_word(const struct prov_mask *mask, struct prov_str *out, const char *word, size_t len)
{
	struct prov_pool *pool = prov_pool_new();
	const struct word *known = find(mask, lower(pool, word, len));

	if (known && known->number)
		prov_str_addf(out, "<name-%d>", known->number);
	else
		prov_str_add_len(out, word, len);
	prov_pool_free(pool);
}

char *prov_mask_text(const struct prov_mask *mask, const char *text)
{
	struct prov_str out = PROV_STR_INIT;
	const char *p = text;

	while (*p) {
		const bool begins = p == text || !is_of_address(p[-1]);
		const size_t address = begins ? address_at(p) : 0;
		size_t len = 0;

		if (address) {
			prov_str_add(&out, "<address>");
			p += address;
			continue;
		}
		while (is_part(p[len]))
			len++;
		if (len)
			add_word(mask, &out, p, len);
		else
			prov_str_add_char(&out, *p);
		p += len ? len : 1;
	}
	return prov_str_take(&out);
}

/* ---- secrets ---- */

/* "{CRYPT}$y$..." */
static size_t hash_at(const char *p)
{
	const size_t scheme = *p == '{' ? strspn(p + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") : 0;

	return scheme && p[scheme + 1] == '}' ? strcspn(p, " \t\r\n\"',;)") : 0;
}

/* "password=", "token: ", "api_key = ": the length up to the value; 0: nothing of it. */
static size_t label_at(const char *p)
{
	static const char *const words[] = { PROV_SECRET_WORDS };

	for (size_t i = 0; i < COUNT(words); i++) {
		size_t len = strlen(words[i]);

		if (strncasecmp(p, words[i], len) != 0)
			continue;
		len += strspn(p + len, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-\"'");
		len += strspn(p + len, " \t");
		if (p[len] == '=' || p[len] == ':')
			return len + 1 + strspn(p + len + 1, " \t\"'");
	}
	return 0;
}

char *prov_mask_secrets(const char *text)
{
	struct prov_str out = PROV_STR_INIT;

	for (const char *p = text; *p;) {
		const size_t label = label_at(p);
		const size_t secret = label ? strcspn(p + label, " \t\r\n\"',;)") : hash_at(p);

		prov_str_add_len(&out, p, label ? label : secret ? 0 : 1);
		if (secret)
			prov_str_add(&out, "(secret)");
		p += label + secret ? label + secret : 1;
	}
	return prov_str_take(&out);
}
