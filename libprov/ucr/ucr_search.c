/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ucr_search.c - `ucr search`: set variables and registered ones, matched by regular expressions
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "libprov/ucr/ucr_int.h"

struct matcher {
	const struct prov_ucr_search *search;
	regex_t *regexes;
	size_t count;
};

struct found {
	const char *key;
	const struct prov_ucr_var *var;			/* NULL: not set */
	const struct prov_ucr_info_var *info;		/* NULL: not registered */
};

static void matcher_fini(struct matcher *m)
{
	for (size_t i = 0; i < m->count; i++)
		regfree(&m->regexes[i]);
	free(m->regexes);
}

static int matcher_init(struct matcher *m, const struct prov_ucr_search *s, struct prov_err *err)
{
	*m = (struct matcher){ .search = s };
	m->regexes = prov_alloc((s->regex_count + 1) * sizeof(*m->regexes));
	for (; m->count < s->regex_count; m->count++)
		if (prov_ucr_regex_compile(&m->regexes[m->count], s->regexes[m->count], err) < 0)
			return prov_err_context(err, "invalid regular expression");
	return 0;
}

static bool any_matches(const struct matcher *m, const char *text)
{
	for (size_t i = 0; i < m->count; i++)
		if (regexec(&m->regexes[i], text, 0, NULL, 0) == 0)
			return true;
	return m->count == 0;
}

static bool matches(const struct matcher *m, const struct found *f)
{
	const struct prov_ucr_search *s = m->search;
	bool keys = s->key || s->all || !s->value;

	if (keys && any_matches(m, f->key))
		return true;
	if ((s->value || s->all) && f->var && *f->var->value && any_matches(m, f->var->value))
		return true;
	return s->all && f->info && f->info->description && any_matches(m, f->info->description);
}

/* UCS calls a variable true only for these words, without trimming. */
static bool is_true(const struct prov_ucr *ucr, const char *key)
{
	static const char *const words[] = { "yes", "true", "1", "enable", "enabled", "on" };
	const char *value = prov_ucr_get(ucr, key);

	for (size_t i = 0; value && i < COUNT(words); i++)
		if (strcasecmp(value, words[i]) == 0)
			return true;
	return false;
}

struct printer {
	const struct prov_ucr_search *search;
	bool descriptions;
	struct prov_pool *pool;
	struct prov_ucr_lines *lines;
};

static void add_info(const struct printer *p, struct prov_str *text, const struct found *f)
{
	const char *description = f->info ? f->info->description : NULL;

	if (f->info && p->descriptions)
		prov_str_addf(text, "\n %s", description && *description ? description :
			      "no description available");
	if (f->info && p->search->verbose)
		prov_str_addf(text, "\n Categories: %s",
			      f->info->categories ? f->info->categories : "none");
	if (p->descriptions || p->search->verbose)
		prov_str_add_char(text, '\n');
}

static void print(const struct printer *p, const struct found *f)
{
	struct prov_str text = PROV_STR_INIT;

	if (p->search->non_empty && (!f->var || f->var->value_len == 0))
		return;
	prov_str_add(&text, f->key);
	prov_str_add(&text, ": ");
	if (f->var)
		prov_str_add_len(&text, f->var->value, f->var->value_len);
	else if (!p->search->shell)
		prov_str_add(&text, "<empty>");
	add_info(p, &text, f);
	prov_ucr_lines_add(p->lines, prov_pool_strndup(p->pool, text.p, text.len), text.len);
	prov_str_fini(&text);
}

static void consider(const struct matcher *m, const struct printer *p, const struct found *f)
{
	const char *category = m->search->category;

	if (category && (!f->info || !prov_ucr_info_is_in(f->info, category)))
		return;
	if (matches(m, f))
		print(p, f);
}

/* Is a pattern for names what the search may be for? Whether any name could match both is too much to ask, so
 * one has to match the text of the other, as in UCS. */
static bool describes(const struct prov_ucr_info_var *pattern, const struct matcher *m)
{
	struct prov_err ignored = PROV_ERR_INIT;
	bool found = any_matches(m, pattern->name);
	regex_t regex;

	if (found || prov_ucr_regex_compile(&regex, pattern->name, &ignored) < 0)
		return found;
	for (size_t i = 0; i < m->count && !found; i++)
		found = regexec(&regex, m->search->regexes[i], 0, NULL, 0) == 0;
	regfree(&regex);
	return found;
}

static void walk_info(const struct prov_ucr *ucr, const struct prov_ucr_info *info,
		      const struct matcher *m, const struct printer *p)
{
	for (size_t i = 0; i < info->count; i++) {
		const struct prov_ucr_info_var *known = &info->vars[i];
		const struct found f = { known->name, NULL, known };

		if (known->pattern && !m->search->shell && describes(known, m))
			print(p, &f);
		else if (!known->pattern && !prov_ucr_find(ucr, known->name))
			consider(m, p, &f);
	}
}

static void walk(const struct prov_ucr *ucr, const struct prov_ucr_info *info,
		 const struct matcher *m, const struct printer *p)
{
	const struct prov_ucr_var *var;

	for (size_t i = 0; (var = prov_ucr_at(ucr, i)); i++)
		consider(m, p, &(struct found){ var->key, var, prov_ucr_info_find(info, var->key) });
	walk_info(ucr, info, m, p);
}

static int check_options(const struct prov_ucr_search *search, struct prov_err *err)
{
	if (search->key + search->value + search->all > 1)
		return prov_fail(err, PROV_E_INVALID,
				 "at most one out of [--key|--value|--all] may be set");
	return 0;
}

int prov_ucr_search_run(const struct prov_ucr_search *search, const char *root,
			struct prov_pool *pool, struct prov_ucr_lines *lines, struct prov_err *err)
{
	PROV_CLEANUP(matcher_fini) struct matcher m = { 0 };
	PROV_CLEANUP(prov_ucr_info_fini) struct prov_ucr_info info = { 0 };
	PROV_CLEANUP(prov_ucr_freep) struct prov_ucr *ucr = NULL;
	struct printer p = { .search = search, .pool = pool, .lines = lines };

	if (check_options(search, err) < 0 || matcher_init(&m, search, err) < 0)
		return -1;
	if (prov_ucr_info_load(&info, root, err) < 0)
		return -1;
	if (search->category && !prov_ucr_info_has_category(&info, search->category))
		return prov_fail(err, PROV_E_INVALID, "unknown category: \"%s\"", search->category);
	if (prov_ucr_check(root, err) < 0 || prov_ucr_open(root, &ucr, err) < 0)
		return -1;
	p.descriptions = search->verbose || !(search->brief || is_true(ucr, "ucr/output/brief"));
	walk(ucr, &info, &m, &p);
	return 0;
}
