/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldapsync - makes the users and groups of contexts equal to what a directory says
 */
#include "bin/cli_sync.h"

#define OPTION(member, ...) CLI_OPTION(struct cli_sync_opt, member, __VA_ARGS__)

static const struct cli_option running[] = {
	OPTION(source, "source", 's', "NAME",
	       "which directory of prov.conf (default: the only one)"),
	OPTION(all, "all", 0, NULL, "all directories, one after the other; the worst exit status"),
	OPTION(watch, "watch", 0, NULL, "stay, and do what changes in the directory as it happens"),
	OPTION(dry_run, "dry-run", 'n', NULL, "print what would happen, change nothing"),
	OPTION(full, "full", 0, NULL, "read everything, though the source is set to read what changed"),
	OPTION(rekey, "rekey", 0, "BY",
	       "put users and entries with new keys together: by name, mail or dn"),
	OPTION(accept, "accept", 0, "DIGEST",
	       "take away what a stopped run or a dry run has listed, and no more"),
	OPTION(force, "force", 0, NULL, "is gone: use --dry-run, then --accept"),
	OPTION(max_delete, "max-delete", 0, "PERCENT", "is gone, too"),
	CLI_OPTION_END
};

static const struct cli_option asking[] = {
	OPTION(check, "check", 0, NULL, "say what the directory is and whether a run works"),
	OPTION(explain, "explain", 0, "DN|FILE.ldif",
	       "say what a run would make of an entry, and why"),
	OPTION(list, "list", 0, "WHAT",
	       "who is missing, rejected, disabled or pending, since when, and what happens"),
	OPTION(status, "status", 0, NULL, "say how each source is; the exit status is that of the worst"),
	OPTION(history, "history", 0, NULL, "list how runs ended, latest first"),
	CLI_OPTION(struct cli_call, opt.limit, "limit", 0, "N", "of a list no more than N"),
	CLI_OPTION_END
};

/* Each is asked for by an option; what it does is in bin/cli_sync_*.c. */
static const struct cli_sync_mode modes[] = {
	{ "check", cli_sync_check, "source csv fields" },
	{ "explain", cli_sync_explain, "source csv fields" },
	{ "list", cli_sync_list, "source csv fields" },
	{ "status", cli_sync_status, "source csv fields" },
	{ "history", cli_sync_history, "source csv fields limit" },
	{ "all", cli_sync_all, "dry-run full" },
	{ "watch", cli_sync_watch, "source" },
	{ NULL, cli_sync_run, "source dry-run full accept rekey force max-delete csv fields" },
};

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct cli_sync_mode *mode = cli_sync_mode_find(cli, modes, err);

	return mode ? mode->run(cli, err) : -1;
}

const struct cli_command cli_ldapsync = {
	.name = "ldapsync", .kind = "Directory", .form = CLI_PLAIN,
	.summary = "makes users and groups equal to what a directory says",
	.groups = { CLI_GROUP("Run:", running), CLI_GROUP("Or:", asking), CLI_OUTPUT },
	.own_size = sizeof(struct cli_sync_opt),
	.in_batch = CLI_ALONE, .run = run,
};
