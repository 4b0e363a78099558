/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_log.c - prov log: shows the change log
 */
#include <limits.h>
#include <prov/context.h>
#include <prov/log.h>

#include "bin/cli_list.h"

struct log {
	const char *context, *since, *until, *last, *who, *program, *action, *kind, *id;
	bool earlier;
};

#define OPTION(member, ...) CLI_OPTION(struct log, member, __VA_ARGS__),

static const struct cli_option own[] = {
	OPTION(context, "contextid", 'c', "ID", "only of this context, also of one that was deleted")
	OPTION(earlier, "earlier", 0, NULL, "with -c: also of contexts that were deleted and had this id")
	OPTION(kind, "kind", 'k', "KIND", "only about a user, group, context, ...")
	OPTION(id, "id", 'i', "ID", "only about the one with this id")
	OPTION(action, "action", 0, "WORD", "only create, change or delete")
	OPTION(who, "who", 'w', "NAME", "only by this admin or user of the operating system")
	OPTION(program, "program", 'p', "NAME", "only by this program, such as ldapsync")
	OPTION(since, "since", 0, "TIME",
	       "2026-11-28, \"2026-11-28 13:30\" (UTC), or how long ago: 90m, 12h, 7d")
	OPTION(until, "until", 0, "TIME", "the same; not included")
	OPTION(last, "last", 0, "N", "the last N lines, newest first")
	CLI_OPTION_END
};

static int filter(const struct log *opt, struct prov_log_filter *f, struct prov_err *err)
{
	*f = (struct prov_log_filter){ .since = opt->since, .until = opt->until, .who = opt->who,
		.program = opt->program, .action = opt->action, .kind = opt->kind, .earlier = opt->earlier };
	f->newest = opt->last != NULL;
	if (cli_number(opt->context, "-c/--contextid", 1, PROV_CONTEXT_MAX, &f->context, err) < 0)
		return -1;
	return cli_number(opt->id, "-i/--id", 1, PROV_CONTEXT_MAX, &f->id, err);
}

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct log *opt = cli->own;
	struct prov_column columns[PROV_COLUMNS_MAX];
	struct cli_list list;
	struct prov_log_filter f;
	struct prov_call *call;
	long long last = 0;

	if (filter(opt, &f, err) < 0 || cli_number(opt->last, "--last", 1, INT_MAX, &last, err) < 0)
		return -1;
	if (f.newest && (cli->opt.after || cli->opt.limit))
		return prov_fail(err, PROV_E_INVALID, "--last and --%s exclude each other",
				 cli->opt.after ? "after" : "limit");
	if (cli->opt.after && !f.context) {
		prov_fail(err, PROV_E_MISSING, "--after needs a context");
		return prov_err_hint(err, "the number of a line, seq, is that of its context: -c ID");
	}
	call = cli_session(cli, err);
	if (!call || cli_list_begin(cli, &list, columns, prov_log_columns(columns), err) < 0)
		return -1;
	if (f.newest)
		list.rows.limit = last;
	return cli_list_end(&list, prov_log_list(call, &f, &list.rows, err), err);
}

const struct cli_command cli_log = {
	.name = "log", .title = "prov log", .kind = "Suite", .form = CLI_PLAIN,
	.summary = "shows what was changed, when, by whom",
	.groups = { CLI_GROUP("Which lines:", own), CLI_OUTPUT, CLI_PAGE, CLI_AUTH },
	.own_size = sizeof(struct log), .in_batch = CLI_READS,
	.run = run,
};
