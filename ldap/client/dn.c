/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dn.c - one spelling for every DN
 *
 * Servers and people write one name in many ways: case, blanks, escapes, order inside an RDN,
 * cn or commonName or 2.5.4.3. The normal form has attribute types by their short name, values in
 * lower case without blanks at the ends and with single blanks inside, every special character as
 * \xx, the parts of an RDN sorted. Nearly all names need no taking apart: fast() copies them in
 * one pass; what has an escape, a quote or a plus goes through libldap's parser. Both give the
 * same result (tests/fuzz/fuzz_dn.c).
 *
 * Which letters are the same differs between servers (dn_fold.c). To 389 Directory Server a blank that is
 * escaped is a character like any other, and cn and commonName are two names.
 */
#include <ldap.h>
#include <string.h>

#include "ldap/client/ldap_int.h"

/* RFC 4514 section 3 and the long names of RFC 4519, which may stand for each other. */
static const struct { const char *name, *is; } aliases[] = {
	{ "commonname", "cn" }, { "2.5.4.3", "cn" },
	{ "surname", "sn" }, { "2.5.4.4", "sn" },
	{ "countryname", "c" }, { "2.5.4.6", "c" },
	{ "localityname", "l" }, { "2.5.4.7", "l" },
	{ "stateorprovincename", "st" }, { "2.5.4.8", "st" },
	{ "streetaddress", "street" }, { "2.5.4.9", "street" },
	{ "organizationname", "o" }, { "2.5.4.10", "o" },
	{ "organizationalunitname", "ou" }, { "2.5.4.11", "ou" },
	{ "userid", "uid" }, { "0.9.2342.19200300.100.1.1", "uid" },
	{ "domaincomponent", "dc" }, { "0.9.2342.19200300.100.1.25", "dc" },
};

#define LOWER(c) ((c) >= 'A' && (c) <= 'Z' ? (char)((c) + 32) : (c))

/* A name of letters, digits and hyphens, or an OID of digits with single dots between. */
static bool is_type(const char *type, size_t len)
{
	bool oid = len && type[0] >= '0' && type[0] <= '9';
	char before = oid ? '.' : '0';

	if (!oid && (len == 0 || type[0] < 'a'))
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = type[i];
		bool digit = c >= '0' && c <= '9';

		if (oid ? !digit && (c != '.' || before == '.') :
		    !digit && c != '-' && (c < 'a' || c > 'z'))
			return false;
		before = c;
	}
	return before != '.';
}

/* Adds an attribute type; false if it is not one. */
static bool add_type(enum prov_dn_rule rule, struct prov_str *out, const char *type, size_t len)
{
	size_t start = out->len;

	prov_str_reserve(out, len + 1);
	for (size_t i = 0; i < len; i++)
		out->p[out->len++] = LOWER(type[i]);
	out->p[out->len] = '\0';
	if (!is_type(out->p + start, len))
		return false;
	if (len < 6 || rule == PROV_DN_389)
		return true;
	for (size_t i = 0; i < COUNT(aliases); i++)
		if (strcmp(out->p + start, aliases[i].name) == 0) {
			prov_str_truncate(out, start);
			prov_str_add(out, aliases[i].is);
			return true;
		}
	return true;
}

/* What is written as \xx: controls and the characters with a meaning. */
static const bool special[256] = {
	[0x00 ... 0x1f] = true, [','] = true, ['+'] = true, ['"'] = true, ['\\'] = true,
	['<'] = true, ['>'] = true, [';'] = true, ['='] = true, ['#'] = true, [0x7f] = true,
};

/* Adds a value that has its escapes undone: folded, blanks squeezed unless they count, escaped anew. */
static void add_value(enum prov_dn_rule rule, struct prov_str *out, const char *value, size_t len,
		      bool blanks_count)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str folded = PROV_STR_INIT;
	size_t start = out->len;

	prov_dn_fold(rule, &folded, value, len);
	for (size_t i = 0; i < folded.len; i++) {
		unsigned char c = (unsigned char)folded.p[i];
		bool at_end = i == 0 || i == folded.len - 1;

		if (c == ' ' && !blanks_count && (out->len == start || out->p[out->len - 1] == ' '))
			continue;
		if (special[c] || (c == ' ' && blanks_count && (at_end || folded.p[i - 1] == ' ')))
			prov_str_addf(out, "\\%02x", c);
		else
			prov_str_add_char(out, (char)c);
	}
	if (out->len > start && out->p[out->len - 1] == ' ')
		prov_str_truncate(out, out->len - 1);
}

/* A value without escapes, up to the comma or the end. NULL: needs the slow way. */
static const char *fast_value(enum prov_dn_rule rule, struct prov_str *out, const char *p, const char *end)
{
	const char *begin = p;
	size_t start = out->len;
	bool ascii = true;

	for (; p < end && *p != ','; p++) {
		unsigned char c = (unsigned char)*p;

		if (c == ' ' && (out->len == start || out->p[out->len - 1] == ' '))
			continue;
		if (c < 0x7f && special[c])
			return NULL;
		if (c >= 0x7f)
			ascii = false;
		out->p[out->len++] = LOWER((char)c);
	}
	if (out->len > start && out->p[out->len - 1] == ' ')
		out->len--;
	if (!ascii) {
		out->len = start;
		if (!prov_utf8_is_valid(begin, (size_t)(p - begin)))
			return NULL;
		add_value(rule, out, begin, (size_t)(p - begin), false);
	}
	return out->len > start ? p : NULL;
}

/* One pass over a DN without anything to unescape. false: undecided, out as it was. */
static bool fast(enum prov_dn_rule rule, const char *dn, size_t len, struct prov_str *out)
{
	const char *p = dn, *end = dn + len;
	size_t before = out->len;

	while (p < end) {
		const char *type, *equals;

		prov_str_reserve(out, (size_t)(end - p) + 1);
		while (p < end && *p == ' ')
			p++;
		type = p;
		equals = memchr(p, '=', (size_t)(end - p));
		if (!equals)
			break;
		p = equals + 1;
		while (equals > type && equals[-1] == ' ')
			equals--;
		if (!add_type(rule, out, type, (size_t)(equals - type)))
			break;
		prov_str_add_char(out, '=');
		prov_str_reserve(out, (size_t)(end - p) + 1);
		p = fast_value(rule, out, p, end);
		if (!p)
			break;
		if (p == end) {
			out->p[out->len] = '\0';
			return true;
		}
		prov_str_add_char(out, ',');
		p++;
	}
	out->len = before;
	out->p[before] = '\0';
	return false;
}

struct ava {
	char *text;
};

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct ava *)a)->text, ((const struct ava *)b)->text);
}

/* One type and value in the normal form; NULL: not valid. */
static char *ava_text(enum prov_dn_rule rule, const LDAPAVA *ava)
{
	struct prov_str s = PROV_STR_INIT;
	const struct berval *v = &ava->la_value;
	bool binary = ava->la_flags & LDAP_AVA_BINARY;
	/* "#" without digits, which libldap lets pass in places, is no value */
	bool good = add_type(rule, &s, ava->la_attr.bv_val, ava->la_attr.bv_len) && !(binary && !v->bv_len);

	if (good)
		prov_str_add_char(&s, '=');
	if (good && binary) {
		prov_str_add_char(&s, '#');
		for (size_t i = 0; i < v->bv_len; i++)
			prov_str_addf(&s, "%02x", (unsigned char)v->bv_val[i]);
	} else if (good) {
		good = prov_utf8_is_valid(v->bv_val, v->bv_len);
		if (good)
			add_value(rule, &s, v->bv_val, v->bv_len, rule == PROV_DN_389);
	}
	if (good)
		return prov_str_take(&s);
	prov_str_fini(&s);
	return NULL;
}

static bool add_rdn(enum prov_dn_rule rule, struct prov_str *out, LDAPRDN rdn)
{
	struct ava avas[16] = { { NULL } };
	bool good = true;
	size_t n = 0;

	for (; n < COUNT(avas) && rdn[n] && good; n++) {
		avas[n].text = ava_text(rule, rdn[n]);
		good = avas[n].text != NULL;
	}
	if (good && !rdn[n]) {
		qsort(avas, n, sizeof(*avas), compare);
		for (size_t i = 0; i < n; i++) {
			prov_str_add(out, i ? "+" : "");
			prov_str_add(out, avas[i].text);
		}
	}
	good = good && !rdn[n];
	for (size_t i = 0; i < n; i++)
		free(avas[i].text);
	return good;
}

/* libldap takes raw line ends and tabs for blanks between the parts, in places; escaped they are
 * what they are. Adds to out; false: a NUL, or an escape that stands before one. */
static bool escape_controls(struct prov_str *out, const char *text, size_t len)
{
	bool escape = false;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c < 0x20 && (c == '\0' || escape))
			return false;
		escape = c == '\\' && !escape;
		if (c < 0x20)
			prov_str_addf(out, "\\%02x", c);
		else
			prov_str_add_char(out, (char)c);
	}
	return true;
}

static bool slow(enum prov_dn_rule rule, const char *text, size_t len, struct prov_str *out)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str copy = PROV_STR_INIT;
	size_t before = out->len;
	bool good = true;
	LDAPDN dn = NULL;

	if (!escape_controls(&copy, text, len) ||
	    ldap_str2dn(copy.p, &dn, LDAP_DN_FORMAT_LDAPV3) != LDAP_SUCCESS)
		return false;
	for (size_t i = 0; good && dn && dn[i]; i++) {
		prov_str_add(out, i ? "," : "");
		good = add_rdn(rule, out, dn[i]);
	}
	ldap_dnfree(dn);
	if (!good)
		prov_str_truncate(out, before);
	return good;
}

int prov_dn_normalize_as(enum prov_dn_rule rule, const char *dn, size_t len, struct prov_str *out)
{
	while (len && *dn == ' ') {
		dn++;
		len--;
	}
	if (len == 0)
		return 0;
	return fast(rule, dn, len, out) || slow(rule, dn, len, out) ? 0 : -1;
}

int prov_dn_normalize(const char *dn, size_t len, struct prov_str *out)
{
	return prov_dn_normalize_as(PROV_DN_ANY, dn, len, out);
}

/* Nothing in it is escaped or quoted: the first comma of one is that of the other. */
static void remember(struct prov_dn_near *near, const struct prov_text *tail, const char *norm)
{
	const char *comma = strchr(norm, ',');

	prov_str_clear(&near->tail);
	prov_str_clear(&near->norm);
	if (comma && tail->len) {
		prov_str_add_len(&near->tail, tail->p, tail->len);
		prov_str_add(&near->norm, comma);
	}
}

int prov_dn_normalize_near(struct prov_dn_near *near, const char *dn, size_t len, struct prov_str *out)
{
	const char *comma = memchr(dn, ',', len);
	const size_t before = out->len, head = comma ? (size_t)(comma - dn) : len;
	const struct prov_text tail = { dn + head, len - head };

	if (!head)
		return prov_dn_normalize_as(near->rule, dn, len, out);
	if (tail.len && tail.len == near->tail.len && memcmp(tail.p, near->tail.p, tail.len) == 0 &&
	    fast(near->rule, dn, head, out)) {
		prov_str_add_len(out, near->norm.p, near->norm.len);
		return 0;
	}
	if (!fast(near->rule, dn, len, out))
		return prov_dn_normalize_as(near->rule, dn, len, out);
	remember(near, &tail, out->p + before);
	return 0;
}

void prov_dn_near_fini(struct prov_dn_near *near)
{
	prov_str_fini(&near->tail);
	prov_str_fini(&near->norm);
}

bool prov_dn_is_below(const char *dn, const char *base)
{
	size_t dn_len = strlen(dn), base_len = strlen(base);

	if (base_len == 0)
		return true;
	if (dn_len < base_len || strcmp(dn + dn_len - base_len, base) != 0)
		return false;
	return dn_len == base_len || dn[dn_len - base_len - 1] == ',';
}
