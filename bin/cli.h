/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bin/cli.h - what every command is made of
 *
 * A command is data, one struct cli_command in bin/NAME.c: its name, what it says in messages and help,
 * groups of options, and one function. bin/cli_command.c has the array of them, and bin/prov.c the
 * only main, which finds the command by the name of the program or by its first word.
 *
 * What was said on the command line lives in a struct cli_call, made for each call: so a command can run
 * any number of times in one process. Options of groups that commands share have members there; those of
 * one command alone live in a structure of its own, cli->own, which is made of zeros for each call:
 *
 *	struct deleteuser { const char *reassign; bool no_reassign; };
 *	static const struct cli_option own[] = {
 *		CLI_OPTION(struct deleteuser, reassign, "reassign", 'r', "USERID", "who gets ..."),
 *		CLI_OPTION(struct deleteuser, no_reassign, "no-reassign", 0, NULL, "nobody gets it"),
 *		CLI_OPTION_END
 *	};
 *
 * A member that is a text takes a value (NULL: not given), one that is a bool is a flag. The command line
 * is read after the rules of the Open-Xchange tools (cli_parse.c); popt prints the help (cli_help.c).
 * Only commands print; the library returns struct prov_err, and prov_err_status() has the one table from
 * its codes to exit statuses.
 */
#ifndef CLI_H
#define CLI_H

#include <prov/out.h>
#include <prov/session.h>
#include <prov/user.h>

#include "libprov/base/base.h"

/* What a line of `prov batch` may be. */
enum cli_in_batch {
	CLI_JOINS,		/* one call of the library: may be one of several in a transaction */
	CLI_READS,		/* the same, and changes nothing */
	CLI_ALONE,		/* has transactions of its own, or what it does cannot be taken back */
	CLI_NEVER
};

enum cli_form {
	CLI_OX,			/* messages in the shape of the Open-Xchange tools */
	CLI_PLAIN		/* name: error: ... */
};

/* ---- options ---- */

enum cli_option_kind { CLI_FLAG, CLI_VALUE };
enum cli_option_mark {
	CLI_SECRET = 1,		/* the value is wiped where it was, and at the end of the call */
	CLI_HIDDEN = 2		/* understood, but not in the help */
};

struct cli_option {
	size_t slot;			/* offset of the member that takes the value, */
	bool own;			/* in cli->own, or in struct cli_call */
	enum cli_option_kind kind;
	const char *name;
	char letter;			/* 0: none */
	const char *argument;		/* "NAME"; of a flag NULL */
	const char *help;		/* NULL: the name says it */
	unsigned marks;
};

#define CLI_OPTION(type, member, ...) \
	{ .slot = offsetof(type, member), \
	  .own = _Generic((type *)NULL, struct cli_call *: false, default: true), \
	  .kind = _Generic(((type *)NULL)->member, bool: CLI_FLAG, const char *: CLI_VALUE), __VA_ARGS__ }
#define CLI_OPTION_END { 0, false, CLI_FLAG, NULL, 0, NULL, NULL, 0 }

struct cli_group {
	const char *title;
	const struct cli_option *options;	/* ends with CLI_OPTION_END */
	bool rare;			/* only in --extendedoptions */
};
#define CLI_GROUP(title, table) { title, table, false }

/* What a user and a context have in common: rows of a table. */
#define CLI_CAPABILITY_OPTIONS \
	CLI_OPTION(struct cli_call, user.capabilities.add, "capabilities-to-add", 0, "A,B,...", \
		   "grant capabilities; -NAME denies one"), \
	CLI_OPTION(struct cli_call, user.capabilities.remove, "capabilities-to-remove", 0, "A,B,...", \
		   "deny capabilities"), \
	CLI_OPTION(struct cli_call, user.capabilities.drop, "capabilities-to-drop", 0, "A,B,...", \
		   "forget what was said about capabilities"),

/* Groups that commands share. */
extern const struct cli_option cli_auth[], cli_output[], cli_page[], cli_user_basic[], cli_user_rare[],
	cli_user_context[], cli_user_select[], cli_access[], cli_context_select[],
	cli_context_more[], cli_enable[];
#define CLI_AUTH CLI_GROUP("Authentication:", cli_auth)
#define CLI_OUTPUT CLI_GROUP("Output:", cli_output)
#define CLI_PAGE CLI_GROUP("How many:", cli_page)	/* of lists by ids: cli_list_begin() knows it */
#define CLI_USER_BASIC CLI_GROUP("User:", cli_user_basic)
#define CLI_USER_RARE { "More attributes:", cli_user_rare, true }
#define CLI_USER_CONTEXT CLI_GROUP("Context:", cli_user_context)
#define CLI_USER_SELECT CLI_GROUP("Which user:", cli_user_select)
#define CLI_ACCESS CLI_GROUP("Module access (on or off):", cli_access)
extern const struct cli_option cli_access_global[];
#define CLI_ACCESS_GLOBAL CLI_GROUP("Module access (on or off):", cli_access_global)
#define CLI_CONTEXT_MORE CLI_GROUP("Limits and capabilities:", cli_context_more)
#define CLI_CONTEXT_SELECT CLI_GROUP("Which context:", cli_context_select)
#define CLI_ENABLE(title) CLI_GROUP(title, cli_enable)

/* ---- a command, and a call of it ---- */

struct cli_call;

struct cli_action {
	const char *name, *summary;	/* "stop", "stops the private database" */
};

struct cli_command {
	const char *name;		/* that of the file, the page and the test, too */
	const char *title;		/* "prov batch": a word of prov, and no program of its own; or NULL */
	const char *other_name;		/* NULL: none */
	const char *kind;		/* heading in `prov help` */
	const char *summary;		/* "deletes a user" */
	const char *note;		/* the last line of --help; may be NULL */
	enum cli_form form;
	const char *words;		/* usage of words, "ACTION ..."; NULL: none are allowed */
	const struct cli_action *actions;	/* what the first word may be, the last is empty; or NULL */
	const char *object;		/* "user": in messages */
	const char *verb;		/* "deleted" */
	struct cli_group groups[8];	/* and those that every command has; the last is empty */
	size_t own_size;		/* of the structure of its own options */
	const char *mandatory[12];	/* long names; the last is NULL */
	bool dynamic;			/* --NAMESPACE/NAME=VALUE is understood */
	bool makes_database;		/* the private one, where there is none */
	bool raw;			/* reads its line itself: no options of ours, --help among them */
	enum cli_in_batch in_batch;
	int failed;			/* what a call ends with that fails; 0: as its reason says */
	int (*run)(struct cli_call *cli, struct prov_err *err);
};

/* As people call it: "createuser", "prov batch". */
static inline const char *cli_command_title(const struct cli_command *command)
{
	return command->title ? command->title : command->name;
}

/* What the calls of one process share. The outermost caller has it, and closes it. */
struct cli_process {
	const char *program;		/* for the server's list of clients */
	bool many;			/* more calls may follow: none takes the place of the process */
	bool by_prov;			/* commands are words of prov to who called it, not programs */
	/* For a command that runs others. */
	const struct cli_command *(*find)(const char *name), *(*near)(const char *name);
	bool json;			/* every call prints JSON */
	bool only_check;		/* the command line, nothing is run */
	const char *timeout;		/* of calls that have none of their own; or NULL */
	struct prov_session *session;	/* NULL until a call needs it */
};

struct cli_call {
	const struct cli_command *command;
	struct cli_process *process;
	int argc;
	char **argv;			/* the whole line, for a raw command */
	struct prov_pool *pool;		/* lives as long as the call */
	struct prov_call call;
	const char *id, *context;	/* for messages: "user 5 in context 3" */
	long long user_id, context_id;	/* what the call is about, for JSON; 0: none, or not known yet */
	long long object_id;		/* the same of other objects than users and contexts */
	bool done;			/* the change is committed; what fails now cannot undo it */
	int status;			/* of a call that did not fail, where that is its answer */
	const char **words;		/* words that are no options; NULL-terminated */
	int word_count;
	const struct prov_extra *extra;	/* --config/NAME=VALUE and its like */
	void *own;			/* the command's own options */
	struct cli_common {
		const char *adminuser, *adminpass, *adminpass_file, *timeout;
		const char *fields, *limit, *after;
		bool nonl, csv, json, help, version, environment, extended;
	} opt;
	struct cli_user {
		const char *attr[PROV_ATTR_COUNT];
		const char *context, *id, *password_file;
		const char *gui_add, *gui_remove;
		struct prov_capability_change capabilities;
	} user;
	struct cli_access {
		const char *combination, *module[PROV_MODULE_COUNT];
	} access;
	struct cli_which {
		const char *id, *name, *quota_module, *quota_value;
	} which;			/* context */
	struct cli_reader {
		const char *os_user;
		bool remove;
	} reader;
	struct cli_enable {
		const char *reason;
		bool dry_run;
	} enable;
	struct cli_import {
		const char *file;	/* NULL: one object, as the other options say */
		bool atomic, dry_run, strict;
	} import;
};

/* cli_command.c: all of them, those of a kind side by side; NULL at the end */
extern const struct cli_command *const cli_commands[];
/* By its name, or the other one; NULL: there is none. */
const struct cli_command *cli_command_find(const char *name);
/* What may have been meant by a name that none has; NULL: nothing is near. */
const struct cli_command *cli_command_near(const char *name);

/* cli.c */
/* Once in a process, before the first call. program must outlive it. */
void cli_process_open(struct cli_process *process, const char *program);
void cli_process_close(struct cli_process *process);
/* Parses, runs and reports what failed; returns the exit status. argv[0] is not looked at, what is
 * secret in the others is wiped. */
int cli_run(struct cli_process *process, const struct cli_command *command, int argc, char **argv);

/* What the command line gives an option that takes a value; NULL: nothing, or it is wrong. Lives in pool.
 * *place: what the whole line of `prov batch` may be. */
const char *cli_peek(struct cli_process *process, const struct cli_command *command, int argc, char **argv,
	const char *option, struct prov_pool *pool, enum cli_in_batch *place);

/* cli_exit.c: text that names commands, as a hint does, for who called this one: "provdb migrate" is
 * "prov provdb migrate" where the programs are not in the path. A command stands at its beginning, or
 * behind a double quote. Caller frees; NULL of NULL. */
char *cli_exit_commands(const struct cli_process *process, const char *text);

/* cli_locale.c: for what counts characters (help, tables, regular expressions). Not at every start: a command
 * that only changes something is done in less time. */
void cli_locale(void);

/* cli_option.c */
/* Groups one after the other, those that every command has at the end: begin with NULL; NULL ends. */
const struct cli_group *cli_option_group(const struct cli_command *command, const struct cli_group *last);
/* The first option with this long name, or, if letter is not 0, with this letter; NULL: there is none. */
const struct cli_option *cli_option_find(const struct cli_command *command, const char *name, size_t len,
	char letter);
/* What may have been meant by a name that no option has; NULL: nothing is near. */
const struct cli_option *cli_option_near(const struct cli_command *command, const char *name);
bool cli_option_is_common(const struct cli_option *o);	/* one that every command has */
bool cli_option_is_given(const struct cli_call *cli, const struct cli_option *o);
void cli_option_set(struct cli_call *cli, const struct cli_option *o, const char *value);
/* What one that takes a value was given, or NULL. */
const char *cli_option_value(const struct cli_call *cli, const struct cli_option *o);
/* Names those of these options that were given and have no effect, in one warning. */
void cli_option_warn_ignored(struct cli_call *cli, const struct cli_option *options);

/* cli_parse.c */
int cli_parse(struct cli_call *cli, struct prov_err *err);

/* cli_action.c: the first word, which is one of command->actions. NULL: MISSING, or UNKNOWN_OPTION. */
const char *cli_action_find(const struct cli_call *cli, struct prov_err *err);

/* cli_help.c */
void cli_help(const struct cli_call *cli, bool extended);
/* Two lines that say how to call it, for who made a mistake. */
void cli_help_usage(const struct cli_call *cli);

/* cli_overview.c: what `prov help` prints */
/* All programs by kind, or those of one. */
int cli_overview_list(const char *only, struct prov_err *err);
/* The kind of that name, whatever its case, or NULL. */
const char *cli_overview_kind(const char *word);
/* Programs and options that all of the words are about; NULL ends them. */
int cli_overview_about(const char *const *words, bool *found, struct prov_err *err);

/* cli_exit.c */
/* Prints the failure in the program's shape; returns the exit status. */
int cli_exit_report(const struct cli_call *cli, const struct prov_err *err);
/* Adds the failure as one JSON object (docs/json.md). */
void cli_exit_json(struct prov_str *s, const struct cli_call *cli, const struct prov_err *err);
/* "NAME: warning: TEXT" on standard error; data is the struct cli_call, for struct prov_call. */
void cli_warn(void *data, const char *text);

/* cli_open.c */
/* A call from the common options, in the session of the process; NULL on error. */
struct prov_call *cli_session(struct cli_call *cli, struct prov_err *err);
struct prov_call *cli_bulk_session(struct cli_call *cli, struct prov_err *err);
/* That of the session, for what needs no database; NULL on error. */
const struct prov_config *cli_config(struct cli_call *cli, struct prov_err *err);
/* Says on standard error that a private database was made; for who may make one. */
void cli_made(const char *program, const char *folder);
enum prov_out_format cli_format(const struct cli_call *cli);
/* A number option; sets *n. VALUE: not a number in range. NULL text leaves *n. */
int cli_number(const char *text, const char *option, long long lo, long long hi, long long *n,
	struct prov_err *err);
/* "a, b" -> { "a", "b", NULL }; NULL gives NULL. */
const char *const *cli_split(struct cli_call *cli, const char *list);
/* The password in the file that an option names; wiped with the pool of the call. */
int cli_secret_file(struct cli_call *cli, const char *file, char **secret, struct prov_err *err);

/* cli_secure.c: from now on the program leaves no core. */
void cli_secure(void);

/* cli_print.c */
/* "<object> <id> in context <cid> <verb>" on standard output, or {"user": 3, "context": 1}. */
int cli_success(struct cli_call *cli, struct prov_err *err);
/* The same about cli->object_id, whose id it says. */
int cli_print_done(struct cli_call *cli, struct prov_err *err);
/* The answer of a program whose exit status is one: "User anna exists", 0, or "User anna does not exist",
 * 1. */
int cli_print_exists(struct cli_call *cli, const char *object, bool exists, struct prov_err *err);
/* Nothing was to be done (--if-exists and its like), which is no error: {..., "changed": false}, or
 * nothing. */
int cli_unchanged(struct cli_call *cli, struct prov_err *err);
/* Prints text and a line end; fails with IO. */
int cli_print(struct prov_err *err, const char *fmt, ...) PROV_PRINTF(2, 3);
/* A JSON object: the ids that the call is about, and pairs of name and text, up to NULL; without those whose
 * text is NULL. IO, or INVALID: not UTF-8. */
int cli_print_object(const struct cli_call *cli, struct prov_err *err, ...) __attribute__((sentinel));
/* The same with numbers; pairs of name and long long. */
int cli_print_numbers(const struct cli_call *cli, struct prov_err *err, ...) __attribute__((sentinel));
/* One line on standard error, whatever is in its values; and lines, whose values are clean. */
void cli_note(const char *fmt, ...) PROV_PRINTF(1, 2);
void cli_note_lines(const char *text);

/* cli_manager.c: text of sd_notify(3) to the service manager, if one listens. */
void cli_manager_tell(const char *text, size_t len);
bool cli_manager_listens(void);

/* cli_signal.c: from now on SIGINT, SIGTERM and SIGHUP stop the statement at the server before they end
 * the program. For the session's parameters. */
struct prov_cancel *cli_signal_watch(void);
/* From now on the first of them only asks to end: the descriptor that is returned can be read then. The
 * second one ends the program. INTERNAL. */
int cli_signal_request(struct prov_err *err);

/* cli_user.c */
/* Everything that was said about the user. */
int cli_user_set(struct cli_call *cli, struct prov_user_set *set, struct prov_err *err);
/* Takes out of set what belongs to a context and not to its admin: all but preferences of the GUI. */
const struct prov_extra *cli_user_shared(struct cli_call *cli, struct prov_user_set *set);
/* An id: what is the option's name. NOT_NUMBER, INVALID. */
int cli_user_id_number(const char *text, const char *what, long long *id, struct prov_err *err);
int cli_user_context_id(struct cli_call *cli, long long *context, struct prov_err *err);
/* For --if-exists and --if-not-exists, whose error may have been about something else: 1 there is
 * such a user (cli->user_id), 0 there is not, -1 who knows. */
int cli_user_exists(struct cli_call *cli, long long context, const struct prov_user_ref *ref);
/* The id or the name of an object, as it was said; *number: the id, 0 if there is only a name. MISSING:
 * neither. */
int cli_user_find(struct cli_call *cli, const char *object, const char *id, const char *name,
	long long *number, struct prov_err *err);
/* -i or -u. MISSING: neither. */
int cli_user_ref(struct cli_call *cli, struct prov_user_ref *ref, struct prov_err *err);

/* cli_capability.c: prints what list gives, rows of prov_capability_columns(). */
typedef int cli_capability_fn(struct cli_call *cli, struct prov_call *call, const struct prov_rows *rows,
	struct prov_err *err);
int cli_capability_print(struct cli_call *cli, cli_capability_fn *list, struct prov_err *err);

/* cli_access.c */
int cli_access_change(const struct cli_call *cli, struct prov_access_change *change, struct prov_err *err);
/* Of a combination and single flags together only the combination counts: say so. */
void cli_access_warn(struct cli_call *cli, const struct prov_access_change *change);

/* cli_context.c: -c or -N */
struct prov_context_ref;
int cli_context_ref(struct cli_call *cli, struct prov_context_ref *ref, struct prov_err *err);
/* --quota-module and --quota-value as attributes of a context. */
int cli_context_limits(struct cli_call *cli, const char **attr, struct prov_err *err);
/* It was this one: by its id in messages and JSON. */
void cli_context_found(struct cli_call *cli, long long id);

/* cli_enable.c: what enablecontext and its like do */
int cli_enable_one(struct cli_call *cli, bool enabled, struct prov_err *err);
int cli_enable_all(struct cli_call *cli, bool enabled, struct prov_err *err);

/* cli_provdb.c: the actions of provdb */
typedef int cli_provdb_fn(struct cli_call *cli, const struct prov_config *config, struct prov_err *err);
cli_provdb_fn cli_provdb_init, cli_provdb_start, cli_provdb_stop, cli_provdb_run, cli_provdb_status,
	cli_provdb_migrate, cli_provdb_distribute, cli_provdb_check;
/* keep: days, as text; NULL: what log.keep says. */
int cli_provdb_prune_log(struct cli_call *cli, const struct prov_config *config, const char *keep,
	bool dry_run, struct prov_err *err);
int cli_provdb_master(struct cli_call *cli, const char *name, struct prov_err *err);
struct cli_provdb {
	const char *user, *get, *keep, *skip_ids;
	bool list, check, dry_run, overwrite;
};
int cli_provdb_config(struct cli_call *cli, const struct prov_config *config, const struct cli_provdb *opt,
	struct prov_err *err);
/* cli_reader.c: provdb reader SERVER */
cli_provdb_fn cli_reader;
extern const struct cli_option cli_reader_options[];
/* Says that a migration is applied; or adds it to a list of JSON, data. */
void cli_provdb_report(void *data, const char *name);
/* cli_provdb_dump.c */
int cli_provdb_dump(struct cli_call *cli, const struct prov_config *config, const char *file,
	struct prov_err *err);
/* cli_provdb_restore.c */
int cli_provdb_restore(struct cli_call *cli, const struct prov_config *config, const char *file,
	const struct cli_provdb *opt, struct prov_err *err);

#endif
