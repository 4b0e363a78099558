/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_list.c - rows of the library on standard output
 *
 * A list that breaks off leaves standard output empty if it was short; else it has said on the way what
 * it knew, and ends in a way that cannot be taken for a whole one in JSON (prov/out.h).
 */
#include "bin/cli_list.h"

static int row(void *data, const char *const *cells, struct prov_err *err)
{
	const struct cli_list *list = data;
	const char *printed[PROV_COLUMNS_MAX];

	(void)err;
	for (size_t i = 0; i < list->count; i++)
		printed[i] = cells[list->from[i]];
	prov_out_row(list->out, printed);
	return 0;
}

static void add(struct cli_list *list, const struct prov_column *columns, size_t i)
{
	struct prov_column *column = &list->columns[list->count];

	*column = columns[i];
	list->from[list->count++] = (int)i;
	list->wanted[i] = true;
}

static void begin(struct cli_list *list, enum prov_out_format format,
		  const struct prov_column *columns, size_t count)
{
	memset(list, 0, sizeof(*list));
	list->rows = (struct prov_rows){ row, list, list->wanted };
	for (size_t i = 0; i < count; i++)
		if (format != PROV_OUT_TABLE || columns[i].title)
			add(list, columns, i);
	list->out = prov_out_open(format, list->columns, list->count);
}

void cli_list_begin(struct cli_call *cli, struct cli_list *list, const struct prov_column *columns,
		    size_t count)
{
	begin(list, cli_format(cli), columns, count);
}

int cli_list_end(struct cli_list *list, int rc, struct prov_err *err)
{
	if (rc >= 0)
		return prov_out_close(list->out, err);
	prov_out_break(list->out, "{}");
	return -1;
}
