/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_result.c - reading what a statement returned; all values are text
 */
#include "sql/sql_int.h"

int prov_sql_rows(const struct prov_sql_result *res)
{
	return PQntuples(res->pg);
}

int prov_sql_affected(const struct prov_sql_result *res)
{
	long long n = 0;

	prov_int_parse(PQcmdTuples(res->pg), 0, 2147483647, &n);
	return (int)n;
}

const char *prov_sql_text(const struct prov_sql_result *res, int row, int column)
{
	return PQgetisnull(res->pg, row, column) ? NULL : PQgetvalue(res->pg, row, column);
}

long long prov_sql_number(const struct prov_sql_result *res, int row, int column)
{
	const char *p = prov_sql_text(res, row, column);
	const bool minus = p && *p == '-';
	unsigned long long n = 0;

	/* as the server writes it: nothing of it has to be looked at twice, and there may be millions */
	for (p = p ? p + minus : ""; *p >= '0' && *p <= '9'; p++)
		n = n * 10 + (unsigned long long)(*p - '0');
	return (long long)(minus ? 0 - n : n);
}

bool prov_sql_true(const struct prov_sql_result *res, int row, int column)
{
	const char *text = prov_sql_text(res, row, column);

	return text && text[0] == 't';
}

void prov_sql_result_free(struct prov_sql_result *res)
{
	if (!res)
		return;
	PQclear(res->pg);
	free(res);
}

void prov_sql_result_freep(struct prov_sql_result **res)
{
	prov_sql_result_free(*res);
	*res = NULL;
}

const char *prov_sql_int(char *buf, long long n)
{
	snprintf(buf, 24, "%lld", n);
	return buf;
}
