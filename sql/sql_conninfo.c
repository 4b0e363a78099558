/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_conninfo.c - what a connection string says
 */
#include "sql/sql_int.h"

int prov_sql_conninfo_each(const char *conninfo, int (*fn)(void *data, const char *key, const char *value,
			   struct prov_err *err), void *data, struct prov_err *err)
{
	PQconninfoOption *all = PQconninfoParse(conninfo, NULL);
	int rc = all ? 0 : prov_fail(err, PROV_E_CONFIG, "database.conninfo cannot be read");

	for (const PQconninfoOption *o = all; rc == 0 && o && o->keyword; o++)
		if (o->val && o->val[0])
			rc = fn(data, o->keyword, o->val, err);
	PQconninfoFree(all);
	return rc;
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
