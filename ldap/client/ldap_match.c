/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap_match.c - does a filter (RFC 4515) fit an entry that is at hand?
 *
 * A server knows how each attribute is compared; here it is text without case, and numbers as numbers.
 * That is right for what filters of sources ask: object classes, marks, names. Active Directory's rules
 * for bits are known, and that an objectCategory can be asked for by its short name.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ldap/prov_ldap.h"

#define MAX_DEPTH 50

struct match {
	const char *text, *p;
	const struct prov_ldap_entry *entry;
	int depth;
	struct prov_err *err;
};

static int fail(const struct match *m, const char *what)
{
	return prov_fail(m->err, PROV_E_INVALID, "the filter \"%s\", column %zu: %s", m->text,
			 (size_t)(m->p - m->text) + 1, what);
}

/* ---- comparing ---- */

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 :
		c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Up to a sign of the filter; "\2a" becomes its byte. -1: that is no byte. */
static int read_value(struct match *m, const char *stop, struct prov_str *out)
{
	int high, low;

	prov_str_clear(out);
	for (; *m->p && !strchr(stop, *m->p); m->p++) {
		if (*m->p != '\\') {
			prov_str_add_char(out, *m->p);
			continue;
		}
		high = hex(m->p[1]);
		low = high < 0 ? -1 : hex(m->p[2]);
		if (low < 0)
			return fail(m, "after a backslash come two hexadecimal digits");
		prov_str_add_char(out, (char)(high * 16 + low));
		m->p += 2;
	}
	return 0;
}

static bool number(const char *p, size_t len, long long *n)
{
	PROV_CLEANUP(prov_freep) char *text = prov_strndup(p, len);

	return strlen(text) == len && prov_int_parse(text, INT64_MIN, INT64_MAX, n);
}

static bool equal(const struct prov_text *a, const struct prov_str *b)
{
	return a->len == b->len && strncasecmp(a->p, b->p, b->len) == 0;
}

/* "person" is CN=Person,CN=Schema,... */
static bool is_category(const struct prov_text *dn, const struct prov_str *word)
{
	return dn->len > word->len + 3 && strncasecmp(dn->p, "CN=", 3) == 0 &&
		strncasecmp(dn->p + 3, word->p, word->len) == 0 && dn->p[word->len + 3] == ',';
}

static int order(const struct prov_text *a, const struct prov_str *b)
{
	long long x, y;
	int by_text;

	if (number(a->p, a->len, &x) && number(b->p, b->len, &y))
		return x < y ? -1 : x > y;
	by_text = strncasecmp(a->p, b->p, a->len < b->len ? a->len : b->len);
	return by_text ? by_text : (a->len > b->len) - (a->len < b->len);
}

/* ---- an item ---- */

/* Where the part is found in what is left of the value, which begins behind it then. */
static bool take(struct prov_text *rest, const struct prov_str *part, bool at_start)
{
	for (size_t i = 0; i + part->len <= rest->len; i++) {
		if (strncasecmp(rest->p + i, part->p, part->len) == 0) {
			rest->p += i + part->len;
			rest->len -= i + part->len;
			return true;
		}
		if (at_start)
			return false;
	}
	return false;
}

/* The parts between stars, each NUL after its length; the value has to begin with the first and end
 * with the last. */
static bool fits_parts(struct prov_text value, const struct prov_str *parts, size_t count)
{
	for (size_t i = 0; i + 1 < count; i++)
		if (parts[i].len && !take(&value, &parts[i], i == 0))
			return false;
	if (parts[count - 1].len > value.len)
		return false;
	value.p += value.len - parts[count - 1].len;
	value.len = parts[count - 1].len;
	return equal(&value, &parts[count - 1]);
}

static int match_parts(struct match *m, const struct prov_values *values)
{
	struct prov_str parts[32];
	size_t count = 0;
	int rc = 0;

	for (size_t i = 0; i < COUNT(parts); i++)
		parts[i] = (struct prov_str)PROV_STR_INIT;
	do {
		m->p += count > 0;
		rc = count < COUNT(parts) ? read_value(m, "*)(", &parts[count]) : fail(m, "too many stars");
		count++;
	} while (rc == 0 && *m->p == '*');
	for (size_t i = 0; i < values->n && rc == 0; i++)
		rc = fits_parts(values->v[i], parts, count);
	for (size_t i = 0; i < COUNT(parts); i++)
		prov_str_fini(&parts[i]);
	return rc;
}

/* Any value is enough. */
static int match_values(struct match *m, const char *attr, char op, const struct prov_values *values)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str wanted = PROV_STR_INIT;
	const bool category = strcasecmp(attr, "objectCategory") == 0;
	bool found = false;

	if (read_value(m, ")(", &wanted) < 0)
		return -1;
	for (size_t i = 0; i < values->n && !found; i++) {
		const struct prov_text *v = &values->v[i];

		found = op == '<' ? order(v, &wanted) <= 0 : op == '>' ? order(v, &wanted) >= 0 :
			equal(v, &wanted) || (category && is_category(v, &wanted));
	}
	return found;
}

static int match_bits(struct match *m, bool all, const struct prov_values *values)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str wanted = PROV_STR_INIT;
	long long bits, n;
	bool found = false;

	if (read_value(m, ")(", &wanted) < 0)
		return -1;
	if (!number(wanted.p, wanted.len, &bits))
		return fail(m, "bits are a number");
	for (size_t i = 0; i < values->n && !found; i++)
		found = number(values->v[i].p, values->v[i].len, &n) &&
			(all ? (n & bits) == bits : (n & bits) != 0);
	return found;
}

/* After "ATTR:"; "RULE:=VALUE". */
static int match_rule(struct match *m, const struct prov_values *values)
{
	static const char and[] = "1.2.840.113556.1.4.803:=", or[] = "1.2.840.113556.1.4.804:=";

	if (strncmp(m->p, and, sizeof(and) - 1) == 0) {
		m->p += sizeof(and) - 1;
		return match_bits(m, true, values);
	}
	if (strncmp(m->p, or, sizeof(or) - 1) == 0) {
		m->p += sizeof(or) - 1;
		return match_bits(m, false, values);
	}
	return fail(m, "only a server knows this matching rule");
}

static int match_item(struct match *m)
{
	const size_t len = strcspn(m->p, "=<>~:()*");
	PROV_CLEANUP(prov_freep) char *attr = prov_strndup(m->p, len);
	const struct prov_values values = prov_ldap_entry_get(m->entry, attr);
	const char op = m->p[len];

	m->p += len;
	if (len == 0 || !op || !strchr("=<>~:", op))
		return fail(m, "an attribute and a value are missing");
	m->p++;
	if (op == ':')
		return match_rule(m, &values);
	if (op != '=' && *m->p++ != '=')
		return fail(m, "a \"=\" is missing");
	if (op == '=' && m->p[0] == '*' && (m->p[1] == ')' || !m->p[1])) {
		m->p++;
		return values.n > 0;
	}
	if (op == '=' && m->p[strcspn(m->p, "*)(")] == '*')
		return match_parts(m, &values);
	return match_values(m, attr, op, &values);
}

/* ---- a filter ---- */

static int match_filter(struct match *m);

/* libldap takes blanks between filters. */
static void skip_blanks(struct match *m)
{
	m->p += strspn(m->p, " ");
}

/* All are read, so that all are checked. */
static int match_list(struct match *m, bool all)
{
	bool result = all;

	for (skip_blanks(m); *m->p == '('; skip_blanks(m)) {
		const int rc = match_filter(m);

		if (rc < 0)
			return -1;
		result = all ? result && rc : result || rc;
	}
	return result;
}

static int match_inner(struct match *m)
{
	int rc;

	switch (*m->p) {
	case '&':
	case '|':
		return match_list(m, *m->p++ == '&');
	case '!':
		m->p++;
		skip_blanks(m);
		rc = match_filter(m);
		skip_blanks(m);
		return rc < 0 ? -1 : !rc;
	default:
		return match_item(m);
	}
}

static int match_filter(struct match *m)
{
	int rc;

	if (*m->p != '(')
		return fail(m, "a \"(\" is missing");
	if (++m->depth > MAX_DEPTH)
		return fail(m, "nested too deeply");
	m->p++;
	skip_blanks(m);
	rc = match_inner(m);
	if (rc >= 0 && *m->p != ')')
		return fail(m, "a \")\" is missing");
	m->p += rc >= 0;
	m->depth--;
	return rc;
}

int prov_ldap_match(const char *filter, const struct prov_ldap_entry *entry, struct prov_err *err)
{
	struct match m = { .text = filter, .p = filter, .entry = entry, .err = err };
	int rc;

	skip_blanks(&m);
	rc = *m.p == '(' ? match_filter(&m) : match_item(&m);	/* "uid=anna" is one, too */
	if (rc >= 0)
		skip_blanks(&m);
	return rc >= 0 && *m.p ? fail(&m, "something follows the filter") : rc;
}
