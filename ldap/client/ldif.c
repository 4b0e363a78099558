/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldif.c - LDIF through libldap's functions, without their side effects
 *
 * libldap's reader of whole records follows "include:" lines and values by URL. So lines are
 * unfolded and divided here, and only single lines, known to be harmless, go to ldif_parse_line2().
 */
#include <ldap.h>
#include <ldif.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ldap/client/ldif.h"

/* Takes line ends out that are followed by one blank, in place. Returns the new length. */
static size_t unfold(char *text, size_t len)
{
	size_t out = 0;

	for (size_t i = 0; i < len; i++) {
		size_t end = i + (text[i] == '\r' && i + 1 < len && text[i + 1] == '\n');

		if (text[end] == '\n' && end + 1 < len && text[end + 1] == ' ')
			i = end + 1;
		else
			text[out++] = text[i];
	}
	text[out] = '\0';
	return out;
}

static struct prov_ldif_record *add_record(struct prov_ldif *ldif, const char *dn)
{
	if (ldif->count == ldif->cap) {
		ldif->cap = ldif->cap ? ldif->cap * 2 : 4;
		ldif->records = prov_realloc(ldif->records, ldif->cap * sizeof(*ldif->records));
	}
	ldif->records[ldif->count] = (struct prov_ldif_record){ .dn = dn };
	return &ldif->records[ldif->count++];
}

static void add_attr(struct prov_ldif_record *record, const struct prov_ldif_attr *attr)
{
	if (record->count == record->cap) {
		record->cap = record->cap ? record->cap * 2 : 16;
		record->attrs = prov_realloc(record->attrs, record->cap * sizeof(*record->attrs));
	}
	record->attrs[record->count++] = *attr;
}

/* libldap complains of bad base64 on standard error, so it never sees any. */
static bool is_base64(const char *text)
{
	size_t len, padding;

	text += strspn(text, " ");
	len = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
	padding = strspn(text + len, "=");
	return text[len + padding] == '\0' && len > 0 && padding <= 2 && (len + padding) % 4 == 0;
}

/* name: or name:: with a name as RFC 4512 has them; libldap would cut blanks off it, and carriage
 * returns out of the whole line. */
static bool is_attr_line(const char *line)
{
	size_t name = strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
			     ".;-_");

	return name > 0 && line[name] == ':' && !strchr(line, '\r') &&
	       (line[name + 1] != ':' || is_base64(line + name + 2));
}

static int parse_line(struct prov_ldif *ldif, char *line, struct prov_ldif_attr *attr,
		      struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *shown = prov_strndup(line, strlen(line) < 60 ?
							     strlen(line) : 60);
	struct berval name, value;
	int freeval = 0;

	if (!is_attr_line(line))
		return prov_fail(err, PROV_E_INVALID, "not LDIF: \"%s\"", shown);
	if (strchr(line, ':')[1] == '<')
		return prov_fail(err, PROV_E_INVALID, "values by URL are not read: \"%s\"", shown);
	if (ldif_parse_line2(line, &name, &value, &freeval) != 0)
		return prov_fail(err, PROV_E_INVALID, "not LDIF: \"%s\"", shown);
	attr->name = prov_pool_strdup(ldif->pool, name.bv_val);
	attr->value.p = prov_pool_strndup(ldif->pool, value.bv_val ? value.bv_val : "",
					  value.bv_len);
	attr->value.len = value.bv_len;
	if (freeval)
		free(value.bv_val);
	return 0;
}

/* Adds a line to the record it belongs to; *record is NULL between records. */
static int add_line(struct prov_ldif *ldif, struct prov_ldif_record **record, char *line,
		    struct prov_err *err)
{
	struct prov_ldif_attr attr;

	if (parse_line(ldif, line, &attr, err) < 0)
		return -1;
	if (strcasecmp(attr.name, "changetype") == 0) {
		if (strcasecmp(attr.value.p, "add") != 0)
			return prov_fail(err, PROV_E_INVALID, "changes are not read: \"%s: %s\"",
					 attr.name, attr.value.p);
		return 0;
	}
	if (*record) {
		add_attr(*record, &attr);
		return 0;
	}
	if (strcasecmp(attr.name, "version") == 0 && ldif->count == 0)
		return 0;
	if (strcasecmp(attr.name, "dn") != 0)
		return prov_fail(err, PROV_E_INVALID, "an entry begins with \"%s\", not with its DN",
				 attr.name);
	if (strlen(attr.value.p) != attr.value.len)
		return prov_fail(err, PROV_E_INVALID, "a DN holds a NUL byte");
	*record = add_record(ldif, attr.value.p);
	return 0;
}

int prov_ldif_read(struct prov_ldif *ldif, const char *text, size_t len, struct prov_err *err)
{
	struct prov_ldif_record *record = NULL;
	size_t mark = prov_file_mark(text, len);
	char *copy, *next;

	text += mark;
	len -= mark;
	*ldif = (struct prov_ldif){ .pool = prov_pool_new() };
	if (memchr(text, '\0', len))
		return prov_fail(err, PROV_E_INVALID, "not LDIF: it holds a NUL byte");
	copy = next = prov_pool_strndup(ldif->pool, text, len);
	unfold(copy, len);
	while (next) {
		char *line = strsep(&next, "\n");
		size_t n = strlen(line);

		if (n && line[n - 1] == '\r')
			line[--n] = '\0';
		if (n == 0)
			record = NULL;
		else if (*line != '#' && add_line(ldif, &record, line, err) < 0)
			return -1;
	}
	return 0;
}

void prov_ldif_fini(struct prov_ldif *ldif)
{
	for (size_t i = 0; i < ldif->count; i++)
		free(ldif->records[i].attrs);
	free(ldif->records);
	prov_pool_free(ldif->pool);
	*ldif = (struct prov_ldif){ 0 };
}

void prov_ldif_put(struct prov_str *out, const char *name, const char *value)
{
	size_t len = strlen(value);
	size_t room = LDIF_SIZE_NEEDED_WRAP(strlen(name), len, LDIF_LINE_WIDTH_MAX);
	char *end;

	prov_str_reserve(out, room);
	end = out->p + out->len;
	ldif_sput_wrap(&end, LDIF_PUT_VALUE, name, value, len, LDIF_LINE_WIDTH_MAX);
	*end = '\0';
	out->len = (size_t)(end - out->p);
}

void prov_ldif_comment(struct prov_str *out, const char *text)
{
	prov_str_addf(out, "# %s\n", text);
}
