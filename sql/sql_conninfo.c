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
