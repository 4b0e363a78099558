/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_rows.c - rows for COPY in text format, built in memory field by field
 */
#include "sql/sql_int.h"

static void start_field(struct prov_sql_rows *rows)
{
	if (rows->in_row)
		prov_str_add_char(&rows->text, '\t');
	rows->in_row = true;
}

/* Backslash, tab and line ends are the only bytes that need an escape in text format. */
static const char *escape_of(char ch)
{
	switch (ch) {
	case '\\': return "\\\\";
	case '\t': return "\\t";
	case '\n': return "\\n";
	case '\r': return "\\r";
	default: return NULL;
	}
}

void prov_sql_rows_more(struct prov_sql_rows *rows, const char *p, size_t len)
{
	for (size_t n;; p += n + 1, len -= n + 1) {
		const char *escape;

		n = prov_str_span(p, len, '\\', '\\');
		prov_str_add_len(&rows->text, p, n);
		if (n == len)
			return;
		escape = escape_of(p[n]);
		prov_str_add_len(&rows->text, escape ? escape : p + n, escape ? 2 : 1);
	}
}

void prov_sql_rows_text(struct prov_sql_rows *rows, const char *p, size_t len)
{
	start_field(rows);
	if (p)
		prov_sql_rows_more(rows, p, len);
	else
		prov_str_add_len(&rows->text, "\\N", 2);
}

void prov_sql_rows_int(struct prov_sql_rows *rows, long long n)
{
	char buf[24], *p = buf + sizeof(buf);
	unsigned long long rest = n < 0 ? 0 - (unsigned long long)n : (unsigned long long)n;

	do
		*--p = (char)('0' + rest % 10);
	while (rest /= 10);
	if (n < 0)
		*--p = '-';
	start_field(rows);
	prov_str_add_len(&rows->text, p, (size_t)(buf + sizeof(buf) - p));
}

void prov_sql_rows_add(struct prov_sql_rows *rows, const struct prov_sql_rows *fields)
{
	if (fields->in_row)
		start_field(rows);
	prov_str_add_len(&rows->text, fields->text.p, fields->text.len);
	rows->count += fields->count;
}

void prov_sql_rows_end(struct prov_sql_rows *rows)
{
	prov_str_add_char(&rows->text, '\n');
	rows->in_row = false;
	rows->count++;
}

void prov_sql_rows_clear(struct prov_sql_rows *rows)
{
	prov_str_clear(&rows->text);
	rows->in_row = false;
	rows->count = 0;
}

void prov_sql_rows_fini(struct prov_sql_rows *rows)
{
	prov_str_fini(&rows->text);
	rows->count = 0;
}
