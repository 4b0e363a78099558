/* SPDX-License-Identifier: Apache-2.0 */
/*
 * user_rows.c - users that were built as rows for COPY: of a directory and of an import alike
 */
#include "libprov/model/model.h"

static void add_str(struct prov_sql_rows *rows, const struct prov_str *s)
{
	prov_sql_rows_text(rows, s->len ? s->p : NULL, s->len);
}

void prov_user_rows_fields(struct prov_sql_rows *rows, const struct prov_user_row *row, bool source_enabled,
			   const char *password, size_t password_len)
{
	add_str(rows, &row->login);
	prov_sql_rows_text(rows, row->address.p, row->address.len);
	add_str(rows, &row->addresses.entered);
	prov_sql_rows_text(rows, PROV_BOOL(source_enabled), 1);
	prov_sql_rows_int(rows, (long long)row->modules);
	prov_sql_rows_text(rows, password_len ? password : NULL, password_len);
	add_str(rows, &row->attrs);
	for (int i = 1; i <= PROV_USER_COLUMNS; i++)
		prov_sql_rows_text(rows, row->column[i].p, row->column[i].len);
}

void prov_user_rows_addresses(struct prov_sql_rows *rows, long long context, long long uid, const char *list,
			      size_t len)
{
	for (const char *a = list; a < list + len; a += strlen(a) + 1) {
		prov_sql_rows_int(rows, context);
		prov_sql_rows_text(rows, a, strlen(a));
		prov_sql_rows_text(rows, "u", 1);
		prov_sql_rows_int(rows, uid);
		prov_sql_rows_end(rows);
	}
}
