/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report - counts users by what they may use, for the vendor: shows, sends and keeps that
 */
#include "bin/cli_report.h"

#define OPTION(member, ...) CLI_OPTION(struct cli_report, member, __VA_ARGS__)

static const struct cli_option own[] = {
	OPTION(display_only, "displayonly", 'd', NULL, "show the report, send nothing"),
	OPTION(send_only, "sendonly", 's', NULL, "send the report, show nothing"),
	OPTION(save, "savereport", 'f', NULL, "save what would be sent as a file, send nothing"),
	OPTION(advanced, "advancedreport", 'a', NULL, "each context by its id, too"),
	OPTION(html, "html", 0, "FILE", "write a page with plots of what was reported so far"),
	OPTION(status, "status", 0, NULL, "say how old the last report is; exit status 2 if it is overdue"),
	OPTION(mask, "showaccesscombination", 'b', "MASK", "say what a sum of bits stands for"),
	OPTION(start, "run-appsuite-report", 'e', NULL, "make and keep a report, print its id, send nothing"),
	OPTION(last, "get-appsuite-report", 'g', NULL, "print the last report that was kept, as JSON"),
	OPTION(type, "report-type", 't', "default", "there is one type"),
	OPTION(old, "run-and-deliver-old-report", 'o', NULL, "the same"),
	OPTION(usual, "run-and-deliver-report", 'x', NULL, "the same"),
	CLI_OPTION_END
};
static const struct cli_option output[] = {
	CLI_OPTION(struct cli_call, opt.csv, "csv", 'c', NULL, "CSV in place of tables"),
	CLI_OPTION_END
};

static struct cli_report_plan plan(const struct cli_report *opt)
{
	const bool any = opt->send_only || opt->display_only || opt->save || opt->html || opt->start;
	struct cli_report_plan p = { opt->display_only, opt->save, opt->send_only };
	struct cli_words words;

	if (any && !(opt->save && opt->send_only))
		return p;
	cli_words_open(&words);
	cli_note("report: %s", cli_words(&words, "neither -s, -d nor -f alone was said: the report is shown "
					 "and sent"));
	cli_words_close(&words);
	return (struct cli_report_plan){ .shows = true, .sends = true };
}

static int print_last(struct prov_call *call, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *json = NULL;

	return prov_report_last(call, &json, err) < 0 ? -1 : cli_print(err, "%s", json);
}

/* What was wanted, one after the other: what is shown is shown also where nothing can be sent. */
static int deliver(struct cli_call *cli, const struct cli_report *opt, const struct prov_report *report,
		   struct prov_err *err)
{
	const struct cli_report_plan p = plan(opt);

	if (p.shows && cli_report_show(cli, report, err) < 0)
		return -1;
	if (opt->html && cli_report_html(cli, report, opt->html, err) < 0)
		return -1;
	if (p.saves && cli_report_save(cli, report, err) < 0)
		return -1;
	if (opt->start && prov_report_store(&cli->call, report, err) < 0)
		return -1;
	if (opt->start && cli_print(err, "%s", report->id) < 0)
		return -1;
	return p.sends ? cli_report_send(cli, report, err) : 0;
}

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct cli_report *opt = cli->own;
	PROV_CLEANUP(prov_report_freep) struct prov_report *report = NULL;
	struct prov_call *call;

	if (opt->mask)
		return cli_report_mask(cli, opt->mask, err);
	if (opt->type && strcmp(opt->type, "default") != 0)
		return prov_fail(err, PROV_E_VALUE, "there are no reports of type \"%s\"", opt->type);
	call = cli_bulk_session(cli, err);
	if (!call)
		return -1;
	if (opt->status)
		return cli_report_status(cli, err);
	if (opt->last)
		return print_last(call, err);
	if (prov_report_make(call, opt->advanced, &report, err) < 0)
		return -1;
	return deliver(cli, opt, report, err);
}

const struct cli_command cli_report = {
	.name = "report", .kind = "Licence", .form = CLI_PLAIN,
	.summary = "reports counts of users to the vendor",
	.note = "Nothing is sent unless report.url is set in prov.conf.",
	.groups = { CLI_GROUP("Report:", own), CLI_GROUP("Output:", output), CLI_AUTH },
	.own_size = sizeof(struct cli_report), .in_batch = CLI_ALONE, .run = run,
};
