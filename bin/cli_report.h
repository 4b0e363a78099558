/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bin/cli_report.h - what the program report was told, and the parts of it
 */
#ifndef CLI_REPORT_H
#define CLI_REPORT_H

#include <prov/report.h>

#include "bin/cli_words.h"

struct cli_report {
	bool send_only, display_only, save, advanced, old, usual, start, last, status;
	const char *mask, *type, *html;
};

/* What is wanted of show, save and send; says on standard error what was chosen where nothing, or not one
 * thing, was. */
struct cli_report_plan {
	bool shows, saves, sends;
};

/* cli_report_show.c: the blocks, as tables or CSV, or the JSON that is sent. */
int cli_report_show(struct cli_call *cli, const struct prov_report *report, struct prov_err *err);
/* cli_report_mask.c: a sum of bits as "access-...: on" and "off". VALUE. */
int cli_report_mask(struct cli_call *cli, const char *mask, struct prov_err *err);
/* cli_report_send.c: stores it, sends it, stores the answer and prints it. CONFIG: report.url is not set;
 * UNAVAILABLE, INVALID: it was not taken. */
int cli_report_send(struct cli_call *cli, const struct prov_report *report, struct prov_err *err);
/* cli_report_save.c: as JSON into a new file that nobody else may read, whose name is printed. IO. */
int cli_report_save(struct cli_call *cli, const struct prov_report *report, struct prov_err *err);
/* cli_report_status.c: how old the last one is; the exit status says whether that is too old. */
int cli_report_status(struct cli_call *cli, struct prov_err *err);
/* cli_report_html.c: a page for people in file. IO. */
int cli_report_html(struct cli_call *cli, const struct prov_report *report, const char *file,
	struct prov_err *err);

#endif
