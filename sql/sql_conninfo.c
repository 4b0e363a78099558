/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_conninfo.c - what a connection string says
 */
#include "sql/sql_int.h"

char *prov_sql_conninfo_get(const char *conninfo, const char *key)
{
	PQconninfoOption *all = PQconninfoParse(conninfo, NULL);
	char *value = NULL;

	for (const PQconninfoOption *o = all; o && o->keyword; o++)
		if (strcmp(o->keyword, key) == 0 && o->val)
			value = prov_strdup(o->val);
	PQconninfoFree(all);
	return value;
}

static void add(struct prov_str *s, const char *key, const char *value)
{
	prov_str_addf(s, "%s%s='", s->len ? " " : "", key);
	for (; *value; value++) {
		if (*value == '\'' || *value == '\\')
			prov_str_add_char(s, '\\');
		prov_str_add_char(s, *value);
	}
	prov_str_add_char(s, '\'');
}

char *prov_sql_conninfo_as(const char *conninfo, const char *user)
{
	PQconninfoOption *all = PQconninfoParse(conninfo, NULL);
	struct prov_str s = PROV_STR_INIT;

	for (const PQconninfoOption *o = all; o && o->keyword; o++)
		if (o->val && strcmp(o->keyword, "user") != 0)
			add(&s, o->keyword, o->val);
	add(&s, "user", user);
	if (!all)
		prov_str_fini(&s);
	PQconninfoFree(all);
	return all ? prov_str_take(&s) : NULL;
}
