/* SPDX-License-Identifier: Apache-2.0 */
/*
 * map_field.c - the fields that a mapping may fill
 *
 * Every attribute of users and groups (prov/noun.h) that is a value of its own, and what a directory may
 * say besides (context, access).
 */
#include <prov/noun.h>
#include <string.h>

#include "ldap/map/map.h"

struct field {
	const char *name;
	enum prov_value_type type;
};

/* Where an entry belongs; and, of users, what it may use. */
static const struct field others[] = {
	{ "context", PROV_V_NAME },
	{ "access", PROV_V_LIST },
};

static const struct prov_noun *noun_of(enum prov_entry_kind kind)
{
	return kind == PROV_ENTRY_USER ? &prov_noun_user : &prov_noun_group;
}

static size_t others_of(enum prov_entry_kind kind)
{
	return kind == PROV_ENTRY_USER ? 2 : 1;
}

/* Ids are given out here. How to hash a password is not for a directory to say: it gives a ready hash. */
static bool is_mapped(const struct prov_attr *a)
{
	return !(a->flags & PROV_ATTR_LOCAL);
}

/* What has a column of its own is shown in lists, and is one line. */
static enum prov_value_type type_of(const struct prov_attr *a)
{
	switch (a->type) {
	case PROV_ATTR_NAME:
		return PROV_V_NAME;
	case PROV_ATTR_NAMES:
		return PROV_V_LIST;
	case PROV_ATTR_MEMBERS:
		return PROV_V_DN_LIST;
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
	case PROV_ATTR_OBJECT:
		break;
	}
	return PROV_V_TEXT;
}

bool prov_map_field_find(enum prov_entry_kind kind, const char *name, enum prov_value_type *type)
{
	const struct prov_noun *noun = noun_of(kind);
	int attr = prov_noun_find(noun, name);

	if (attr >= 0 && is_mapped(&noun->attrs[attr])) {
		*type = type_of(&noun->attrs[attr]);
		return true;
	}
	for (size_t i = 0; i < others_of(kind); i++)
		if (strcmp(others[i].name, name) == 0) {
			*type = others[i].type;
			return true;
		}
	return false;
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
	const struct prov_noun *noun = noun_of(kind);
	size_t best_distance = SIZE_MAX;
	const char *best = others[0].name;

	for (size_t i = 0; i < others_of(kind); i++)
		nearer(name, others[i].name, &best, &best_distance);
	for (int i = 0; i < noun->count; i++)
		if (is_mapped(&noun->attrs[i]))
			nearer(name, noun->attrs[i].name, &best, &best_distance);
	return best;
}
