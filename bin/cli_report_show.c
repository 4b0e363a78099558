/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_report_show.c - a report on standard output: blocks with an empty line between, as the
 * Open-Xchange client has them, so that headings are never translated
 */
#include "bin/cli_report.h"

/* What is not known is "-", also in CSV. */
static int show_block(const struct prov_report_block *block, enum prov_out_format format,
		      struct prov_err *err)
{
	struct prov_out *out = prov_out_open(format, block->columns, block->column_count);

	for (size_t i = 0; i < block->row_count; i++) {
		const char *cells[PROV_COLUMNS_MAX];

		for (size_t c = 0; c < block->column_count; c++)
			cells[c] = block->rows[i][c] ? block->rows[i][c] : "-";
		prov_out_row(out, cells);
	}
	return prov_out_close(out, err);
}

int cli_report_show(struct cli_call *cli, const struct prov_report *report, struct prov_err *err)
{
	bool first = true;

	if (cli->opt.json)
		return cli_print(err, "%s", report->json);
	for (size_t i = 0; i < PROV_REPORT_BLOCKS; i++) {
		const struct prov_report_block *block = &report->blocks[i];

		if (!block->row_count && (i == PROV_REPORT_CONTEXTS || i == PROV_REPORT_KEYS))
			continue;
		if ((!first && cli_print(err, "%s", "") < 0) || show_block(block, cli_format(cli), err) < 0)
			return -1;
		first = false;
	}
	return 0;
}
