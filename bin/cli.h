/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bin/cli.h - what every program is made of
 *
 * A program is a table of options, one function, and a four-line main:
 *
 *	static const struct cli_spec spec = { "deleteuser", ..., options, mandatory, run };
 *	int main(int argc, char **argv) { return cli_main(&spec, argc, argv); }
 *
 * Options are popt tables (popt prints the help), parsed after the rules of the Open-Xchange tools
 * (cli_parse.c says which, and why popt's own parser will not do). Only programs print; the
 * library returns struct prov_err, and cli_exit.c has the one table from its codes to exit
 * statuses.
 */
#ifndef CLI_H
#define CLI_H

#include <popt.h>
#include <prov/out.h>
#include <prov/session.h>
#include <prov/user.h>

#include "libprov/base/base.h"

enum cli_kind {
	CLI_OX,			/* messages in the shape of the Open-Xchange tools */
	CLI_PLAIN		/* name: error: ... */
};

struct cli {
	const struct cli_spec *spec;
	const char *id, *context;	/* for messages: "user 5 in context 3" */
	bool done;			/* the change is committed; what fails now cannot undo it */
	const char **words;		/* words that are no options; NULL-terminated */
	int word_count;
	const struct prov_extra *extra;	/* --config/NAME=VALUE and its like */
	struct prov_pool *pool;
	struct prov_session *session;	/* NULL until cli_session() */
	struct prov_call call;
};

struct cli_spec {
	const char *name;		/* of the program */
	enum cli_kind kind;
	const char *summary;		/* one line for --help */
	const char *words;		/* usage of words, "ACTION ..."; NULL: none are allowed */
	const char *object;		/* "user": in messages */
	const char *verb;		/* "created" */
	struct poptOption *options;
	const char *const *mandatory;	/* long names; ends with NULL; may be NULL */
	bool dynamic;			/* --NAMESPACE/NAME=VALUE is understood */
	bool makes_database;		/* the private one, where there is none */
	int (*run)(struct cli *cli, struct prov_err *err);
};

int cli_main(const struct cli_spec *spec, int argc, char **argv);

/* Options that every program has; the last group of each table. */
extern struct poptOption cli_common[], cli_auth[], cli_output[], cli_json[];
struct cli_options {
	char *adminuser, *adminpass, *adminpass_file, *timeout;
	int nonl, csv, json, help, version, environment, extended;
};
extern struct cli_options cli_opt;
#define CLI_GROUP(table, title) { NULL, '\0', POPT_ARG_INCLUDE_TABLE, table, 0, title, NULL }
#define CLI_COMMON CLI_GROUP(cli_common, "Common options:"), POPT_TABLEEND
#define CLI_AUTH CLI_GROUP(cli_auth, "Authentication:")
#define CLI_OUTPUT CLI_GROUP(cli_output, "Output:")
#define CLI_JSON CLI_GROUP(cli_json, "Output:")

/* cli_parse.c */
int cli_parse(struct cli *cli, int argc, char **argv, struct prov_err *err);
/* The first option of a table and those it includes with this long name, or with this letter. */
struct poptOption *cli_parse_find(struct poptOption *table, const char *name, size_t len,
	char letter);
void cli_print_help(const struct cli *cli, bool extended);

/* cli_exit.c */
int cli_status(const struct prov_err *err);
/* Prints the failure in the program's shape; returns the exit status. */
int cli_report(const struct cli *cli, const struct prov_err *err);
/* "NAME: warning: TEXT" on standard error; data is the struct cli, for struct prov_call. */
void cli_warn(void *data, const char *text);

/* cli_open.c */
/* A call from the common options, in a session that lives as long as cli; NULL on error. */
struct prov_call *cli_session(struct cli *cli, struct prov_err *err);
struct prov_call *cli_bulk_session(struct cli *cli, struct prov_err *err);
/* Says on standard error that a private database was made; for who may make one. */
void cli_made(const char *program, const char *folder);
/* Takes away what libpq would read from the environment for the private database, and a conninfo cannot
 * overrule. */
void cli_private_environment(const struct prov_config *config);
enum prov_out_format cli_format(void);
/* "<object> <id> in context <cid> <verb>" on standard output. */
int cli_success(struct cli *cli, struct prov_err *err);
/* Prints text and a line end; fails with IO. */
int cli_print(struct prov_err *err, const char *fmt, ...) PROV_PRINTF(2, 3);
/* A number option; sets *n. VALUE: not a number in range. NULL text leaves *n. */
int cli_number(const char *text, const char *option, long long lo, long long hi, long long *n,
	struct prov_err *err);
/* "a, b" -> { "a", "b", NULL }; NULL gives NULL. */
const char *const *cli_split(struct cli *cli, const char *list);
/* The password from --password-file, an option or the environment. */
int cli_secret_file(struct cli *cli, const char *file, char **secret, struct prov_err *err);

/* cli_signal.c: from now on SIGINT, SIGTERM and SIGHUP stop the statement at the server before they end
 * the program. For the session's parameters. */
struct prov_cancel *cli_signal_watch(void);

/* cli_user.c: options of createuser, changeuser and createcontext, made from the attribute table */
extern struct poptOption cli_user_basic[], cli_user_extended[], cli_user_context[],
	cli_user_select[];
struct cli_user {
	char *attr[PROV_ATTR_COUNT];
	char *context, *id, *password_file;
	char *gui_add, *gui_remove, *cap_add, *cap_remove, *cap_drop;
};
extern struct cli_user cli_user;
#define CLI_USER_BASIC CLI_GROUP(cli_user_basic, "User:")
#define CLI_USER_EXTENDED CLI_GROUP(cli_user_extended, "More attributes:")
#define CLI_USER_CONTEXT CLI_GROUP(cli_user_context, "Context:")
#define CLI_USER_SELECT CLI_GROUP(cli_user_select, "Which user:")
/* Everything that was said about the user. */
int cli_user_set(struct cli *cli, struct prov_user_set *set, struct prov_err *err);
/* Takes out of set what belongs to a context and not to its admin: all but preferences of the GUI. */
const struct prov_extra *cli_user_shared(struct cli *cli, struct prov_user_set *set);
int cli_user_context_id(struct cli *cli, long long *context, struct prov_err *err);
/* For --if-exists and --if-not-exists, whose error may have been about something else: 1 there is
 * such a user, 0 there is not, -1 who knows. */
int cli_user_exists(struct prov_call *call, long long context,
	const struct prov_user_ref *ref);
/* -i or -u. MISSING: neither. */
int cli_user_ref(struct cli *cli, struct prov_user_ref *ref, struct prov_err *err);

/* cli_access.c: --access-... and --access-combination-name, made from the module table */
extern struct poptOption cli_access[];
#define CLI_ACCESS CLI_GROUP(cli_access, "Module access (on or off):")
int cli_access_change(struct prov_access_change *change, struct prov_err *err);
/* Of a combination and single flags together only the combination counts: say so. */
void cli_access_warn(const struct prov_access_change *change);

/* cli_context.c: -c or -N */
extern struct poptOption cli_context_select[];
#define CLI_CONTEXT_SELECT CLI_GROUP(cli_context_select, "Which context:")
struct prov_context_ref;
int cli_context_ref(struct cli *cli, struct prov_context_ref *ref, struct prov_err *err);

/* cli_sync.c: what ldapsync prints */
struct prov_sync_options;
struct prov_sync_counts;
void cli_sync_begin(const struct cli *cli, struct prov_sync_options *sync);
int cli_sync_end(const struct prov_sync_options *sync, const char *source,
	const struct prov_sync_counts *counts, int rc, struct prov_err *err);

/* cli_provdb.c: the actions of provdb */
typedef int cli_provdb_fn(const struct prov_config *config, struct prov_err *err);
cli_provdb_fn cli_provdb_init, cli_provdb_start, cli_provdb_stop, cli_provdb_status,
	cli_provdb_migrate, cli_provdb_check;
int cli_provdb_master(struct cli *cli, const char *name, struct prov_err *err);
int cli_config_list(const struct prov_config *config, struct prov_err *err);
int cli_config_get(const struct prov_config *config, const char *key, struct prov_err *err);

#endif
