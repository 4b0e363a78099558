/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_list.c - rows of the library on standard output
 *
 * A list that breaks off leaves standard output empty if it was short; else it has said on the way what
 * it knew, and ends in a way that cannot be taken for a whole one in JSON (prov/out.h). A reader who has
 * seen enough (`| head`) is none to complain to: the list ends as a program that SIGPIPE ends, also where
 * that signal is ignored.
 */
#include <errno.h>
#include <limits.h>
#include <signal.h>

#include "bin/cli_list.h"

#define NAMES_MAX 900	/* bytes, which fit into the detail of an error */

void cli_list_row(struct cli_list *list, const char *const *cells)
{
	const char *printed[PROV_COLUMNS_MAX];

	for (size_t i = 0; i < list->count; i++)
		printed[i] = cells[list->from[i]];
	prov_out_row(list->out, printed);
}

/* What cannot be written is not read, either. */
static int row(void *data, const char *const *cells, struct prov_err *err)
{
	struct cli_list *list = data;

	cli_list_row(list, cells);
	return prov_out_check(list->out, err);
}

/* By the name that JSON has, or by the heading of CSV; count: there is none. */
static size_t find(const char *name, const struct prov_column *columns, size_t count)
{
	size_t i = 0;

	while (i < count && strcmp(columns[i].key, name) != 0)
		i++;
	if (i < count)
		return i;
	for (i = 0; i < count; i++)
		if (columns[i].csv && columns[i].csv[0] && strcmp(columns[i].csv, name) == 0)
			break;
	return i;
}

static const char *nearest(const char *name, const struct prov_column *columns, size_t count)
{
	size_t best_slips = prov_near_limit(name);
	const char *best = NULL;

	for (size_t i = 0; i < 2 * count; i++) {
		const char *known = i < count ? columns[i].key : columns[i - count].csv;
		size_t slips = known && known[0] ? prov_near_slips(name, known, strlen(known)) : best_slips;

		if (slips < best_slips) {
			best = known;
			best_slips = slips;
		}
	}
	return best;
}

static int fail_unknown(const char *name, const struct prov_column *columns, size_t count,
			struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str some = PROV_STR_INIT;
	const char *near = nearest(name, columns, count);
	size_t i;

	for (i = 0; i < count && some.len + strlen(columns[i].key) < NAMES_MAX; i++)
		prov_str_addf(&some, "%s%s", i ? ", " : "", columns[i].key);
	prov_fail(err, PROV_E_INVALID, "there is no field \"%s\"", name);
	if (near)
		prov_err_hint(err, "did you mean \"%s\"?", near);
	return prov_err_detail(err, "fields are: %s%s", some.p,
			       i < count ? ", ...; all are in the heading of --csv" : "");
}

static void add(struct cli_list *list, const struct prov_column *columns, size_t i)
{
	struct prov_column *column = &list->columns[list->count];

	*column = columns[i];
	if (column->csv && !column->csv[0])
		column->csv = NULL;
	if (!column->title)
		column->title = column->key;
	list->from[list->count++] = (int)i;
	list->wanted[i] = true;
}

/* --fields a,b */
static int pick(struct cli_call *cli, struct cli_list *list, const struct prov_column *columns,
		size_t count, struct prov_err *err)
{
	for (const char *const *name = cli_split(cli, cli->opt.fields); *name; name++) {
		size_t i = find(*name, columns, count);

		if (i == count)
			return fail_unknown(*name, columns, count, err);
		if (list->wanted[i])
			return prov_fail(err, PROV_E_INVALID, "field \"%s\" is named twice", *name);
		add(list, columns, i);
	}
	return list->count ? 0 : prov_fail(err, PROV_E_VALUE, "Illegal option value : Illegal value '%s' "
					   "for option --fields", cli->opt.fields);
}

static bool is_usual(const struct prov_column *column, enum prov_out_format format)
{
	switch (format) {
	case PROV_OUT_TABLE: return column->title != NULL;
	case PROV_OUT_CSV: return !column->csv || column->csv[0];
	default: return true;
	}
}

static int page(const struct cli_call *cli, struct prov_rows *rows, struct prov_err *err)
{
	if (cli_number(cli->opt.limit, "--limit", 1, LLONG_MAX, &rows->limit, err) < 0)
		return -1;
	return cli_number(cli->opt.after, "--after", 0, INT_MAX, &rows->after, err);
}

static int begin(struct cli_call *cli, struct cli_list *list, enum prov_out_format format,
		 const struct prov_column *columns, size_t count, struct prov_err *err)
{
	memset(list, 0, sizeof(*list));
	list->cli = cli;
	list->rows = (struct prov_rows){ .row = row, .data = list, .wanted = list->wanted,
					.named = cli->opt.fields != NULL };
	if (page(cli, &list->rows, err) < 0)
		return -1;
	if (cli->opt.fields && pick(cli, list, columns, count, err) < 0)
		return -1;
	for (size_t i = 0; !cli->opt.fields && i < count; i++)
		if (is_usual(&columns[i], format))
			add(list, columns, i);
	list->out = prov_out_open(format, list->columns, list->count);
	return 0;
}

int cli_list_begin(struct cli_call *cli, struct cli_list *list, const struct prov_column *columns,
		   size_t count, struct prov_err *err)
{
	return begin(cli, list, cli_format(cli), columns, count, err);
}

int cli_list_begin_one(struct cli_call *cli, struct cli_list *list, const struct prov_column *columns,
		       size_t count, struct prov_err *err)
{
	enum prov_out_format format = cli_format(cli);

	return begin(cli, list, format == PROV_OUT_JSON ? PROV_OUT_JSON_ONE : format, columns, count, err);
}

static int end(struct cli_list *list, int rc, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str error = PROV_STR_INIT;

	if (rc >= 0)
		return prov_out_close(list->out, err);
	cli_exit_json(&error, list->cli, err);
	prov_out_break(list->out, error.p);
	return -1;
}

int cli_list_end(struct cli_list *list, int rc, struct prov_err *err)
{
	rc = end(list, rc, err);
	if (rc == 0 || err->code != PROV_E_IO || err->native != EPIPE)
		return rc;
	list->cli->status = 128 + SIGPIPE;
	prov_err_clear(err);
	return 0;
}
