/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_batch.c - prov batch: runs the commands in the lines of a file
 *
 * As a shell with `set -e` would, but in one process and over one connection: the first line that fails is
 * the last one, unless --continue. What a line has done is told when it is sure to stay.
 */
#include "bin/cli_batch.h"

#define MOST_JOBS 64

struct options {
	const char *jobs, *resume;
	bool atomic, go_on, dry_run;
};

#define OPTION(member, ...) CLI_OPTION(struct options, member, __VA_ARGS__)

static const struct cli_option own[] = {
	OPTION(atomic, "atomic", 0, NULL, "all lines or none: one transaction around them"),
	OPTION(go_on, "continue", 0, NULL, "go on after a line that failed"),
	OPTION(jobs, "jobs", 0, "N", "so many processes share the contexts"),
	OPTION(resume, "resume", 0, "FILE", "keep in FILE what is done, and do not do it again"),
	OPTION(dry_run, "dry-run", 0, NULL, "only say which lines are wrong; needs no database"),
	CLI_OPTION_END
};

static int deliver(struct cli_batch *b, const struct cli_batch_report *report, struct prov_err *err)
{
	if (cli_batch_report_print(b, report, err) < 0)
		return -1;
	return b->journal ? cli_batch_journal_done(b->journal, report, err) : 0;
}

/* Reads all of them; only what is wrong is told. */
static int check(struct cli_batch *b, struct prov_err *err)
{
	struct cli_batch_item item;
	int rc;

	while ((rc = cli_batch_line_next(b, &item, err)) > 0) {
		struct cli_batch_report report = CLI_BATCH_REPORT_INIT;
		bool good;

		cli_batch_line_run(b, &item, CLI_BATCH_CHECK);
		good = item.result.status == 0;
		cli_batch_report_add(b, &item, &report);
		if (good)
			cli_batch_report_count(b, &report);
		else if (deliver(b, &report, err) < 0)
			rc = -1;
		cli_batch_report_fini(&report);
		cli_batch_input_wipe(&item.text);
		if (rc < 0)
			return -1;
	}
	return rc;
}

static int complain(const struct cli_batch *b, struct prov_err *err)
{
	const char *more = b->failures.len >= CLI_BATCH_FAILURES ? ", ..." : "";

	if (b->failed == 0)
		return 0;
	prov_fail(err, PROV_E_PARTIAL, b->failed == 1 ? "line %s failed" : "lines %s%s failed", b->failures.p,
		  more);
	if (b->atomic)
		return prov_err_detail(err, "nothing was done");
	if (b->dry_run)
		return prov_err_detail(err, "nothing was run");
	return b->go_on ? prov_err_detail(err, "%lld done, %lld failed", b->done, b->failed) :
		prov_err_detail(err, "%lld done; what stands behind it was not run", b->done);
}

static int run_all(struct cli_batch *b, long long jobs, struct prov_err *err)
{
	if (b->dry_run)
		return check(b, err);
	if (b->atomic)
		return cli_batch_atomic(b, err);
	if (b->journal && cli_batch_journal_settle(b, err) < 0)
		return -1;
	return jobs > 1 ? cli_batch_jobs(b, (size_t)jobs, err) : cli_batch_group(b, err);
}

static int work(struct cli_batch *b, long long jobs, struct prov_err *err)
{
	int rc;

	if (cli_batch_capture_open(&b->capture, err) < 0)
		return -1;
	rc = run_all(b, jobs, err);
	cli_batch_capture_close(&b->capture);
	if (b->skipped)
		cli_note("%s: %lld lines were done before", cli_command_title(b->cli->command), b->skipped);
	return rc < 0 ? -1 : complain(b, err);
}

static int check_options(const struct cli_call *cli, long long *jobs, struct prov_err *err)
{
	const struct options *opt = cli->own;

	if (cli->word_count > 1)
		return prov_fail(err, PROV_E_UNKNOWN_OPTION, "one file is read, and not \"%s\", too",
				 cli->words[1]);
	if (opt->atomic && opt->go_on)
		return prov_fail(err, PROV_E_INVALID, "--atomic and --continue exclude each other");
	if (opt->atomic && (opt->jobs || opt->resume))
		return prov_fail(err, PROV_E_INVALID, "--atomic excludes --jobs and --resume");
	if (opt->dry_run && opt->resume)
		return prov_fail(err, PROV_E_INVALID, "--dry-run and --resume exclude each other");
	return cli_number(opt->jobs, "--jobs", 1, MOST_JOBS, jobs, err);
}

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct options *opt = cli->own;
	struct cli_batch b = { .cli = cli, .json = cli->opt.json, .atomic = opt->atomic,
			       .go_on = opt->go_on, .dry_run = opt->dry_run, .deliver = deliver,
			       .failures = PROV_STR_INIT };
	long long jobs = 1;
	int rc;

	if (check_options(cli, &jobs, err) < 0 || cli_batch_input_open(&b.input, cli->words[0], err) < 0)
		return -1;
	cli->process->many = true;
	cli->process->timeout = cli->opt.timeout;
	rc = opt->resume ? cli_batch_journal_open(opt->resume, &b.journal, err) : 0;
	if (rc == 0)
		rc = work(&b, jobs, err);
	cli_batch_journal_close(b.journal);
	cli_batch_input_close(&b.input);
	prov_str_fini(&b.failures);
	return rc;
}

const struct cli_command cli_batch = {
	.name = "batch", .title = "prov batch", .kind = "Suite", .form = CLI_PLAIN,
	.summary = "runs the commands in the lines of a file",
	.note = "A line is a command as in a shell: createuser -c 1 -u anna ..., # begins a comment.\n"
		"Nothing is expanded. Without FILE, or with -, standard input is read. 123: a line failed.",
	.words = "[FILE]", .object = "batch", .verb = "run",
	.groups = { CLI_GROUP("Running:", own) },
	.own_size = sizeof(struct options),
	.in_batch = CLI_NEVER, .run = run,
};
