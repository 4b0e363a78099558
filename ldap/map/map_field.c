/* SPDX-License-Identifier: Apache-2.0 */
/*
 * map_field.c - the fields that a mapping may fill
 *
 * For users: every attribute of prov/attr.h that is a value of its own, and what a directory may
 * say besides (context, access). For groups: the list here.
 */
#include <prov/attr.h>
#include <string.h>

#include "ldap/map/map.h"

struct field {
	const char *name;
	enum prov_value_type type;
};

static const struct field user_fields[] = {
	{ "name", PROV_V_NAME },
	{ "context", PROV_V_NAME },
	{ "access", PROV_V_LIST },
};

static const struct field group_fields[] = {
	{ "name", PROV_V_NAME },
	{ "display_name", PROV_V_LINE },
	{ "mail", PROV_V_MAIL },
	{ "context", PROV_V_NAME },
	{ "members", PROV_V_DN_LIST },
	{ "member_uids", PROV_V_LIST },
};

static const struct field *find(const struct field *fields, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(fields[i].name, name) == 0)
			return &fields[i];
	return NULL;
}

/* How to hash a password is not for a directory to say: it gives a ready hash. */
static bool is_mapped(const struct prov_attr *a)
{
	return !(a->flags & PROV_ATTR_LOCAL);
}

/* What has a column of its own is shown in lists, and is one line. */
static enum prov_value_type type_of(const struct prov_attr *a)
{
	switch (a->type) {
	case PROV_ATTR_MAIL:
		return PROV_V_MAIL;
	case PROV_ATTR_MAIL_LIST:
		return PROV_V_MAIL_LIST;
	case PROV_ATTR_BOOL:
		return PROV_V_BOOL;
	case PROV_ATTR_INT:
		return PROV_V_INT;
	case PROV_ATTR_TEXT:
		return a->store == PROV_STORE_COLUMN ? PROV_V_LINE : PROV_V_TEXT;
	case PROV_ATTR_DATE:
	case PROV_ATTR_LANGUAGE:
	case PROV_ATTR_TIMEZONE:
	case PROV_ATTR_PASSWORD:
		break;
	}
	return PROV_V_TEXT;
}

bool prov_map_field_find(enum prov_entry_kind kind, const char *name, enum prov_value_type *type)
{
	const struct field *f = kind == PROV_ENTRY_USER ?
		find(user_fields, COUNT(user_fields), name) :
		find(group_fields, COUNT(group_fields), name);
	int attr;

	if (f) {
		*type = f->type;
		return true;
	}
	attr = kind == PROV_ENTRY_USER ? prov_attr_find(name) : -1;
	if (attr < 0 || !is_mapped(&prov_attrs[attr]))
		return false;
	*type = type_of(&prov_attrs[attr]);
	return true;
}

/* Levenshtein's distance of short words; more than COUNT(row) letters are far from everything. */
static size_t distance(const char *a, const char *b)
{
	size_t row[48], n = strlen(b);

	if (n >= COUNT(row))
		return SIZE_MAX;
	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 0; a[i]; i++) {
		size_t diagonal = row[0];

		row[0] = i + 1;
		for (size_t j = 1; j <= n; j++) {
			size_t change = diagonal + (a[i] != b[j - 1]);
			size_t other = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;

			diagonal = row[j];
			row[j] = change < other ? change : other;
		}
	}
	return row[n];
}

static void nearer(const char *name, const char *candidate, const char **best, size_t *best_distance)
{
	size_t d = distance(name, candidate);

	if (d < *best_distance) {
		*best = candidate;
		*best_distance = d;
	}
}

const char *prov_map_field_nearest(enum prov_entry_kind kind, const char *name)
{
	bool user = kind == PROV_ENTRY_USER;
	const struct field *fields = user ? user_fields : group_fields;
	size_t n = user ? COUNT(user_fields) : COUNT(group_fields), best_distance = SIZE_MAX;
	const char *best = fields[0].name;

	for (size_t i = 0; i < n; i++)
		nearer(name, fields[i].name, &best, &best_distance);
	for (int i = 0; user && i < PROV_ATTR_COUNT; i++)
		if (is_mapped(&prov_attrs[i]))
			nearer(name, prov_attrs[i].name, &best, &best_distance);
	return best;
}
