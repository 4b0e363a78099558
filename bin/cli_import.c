/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_import.c - --csv-import: what became of the lines of a file
 *
 * A line on standard output for each object that is there now, in the words of the Open-Xchange tools, and
 * one on standard error for each that could not be made. Progress is only for a terminal that nothing else
 * is written to.
 */
#include <poll.h>
#include <unistd.h>

#include "bin/cli_import.h"

#define OPTION(member, ...) CLI_OPTION(struct cli_call, import.member, __VA_ARGS__)

const struct cli_option cli_import_options[] = {
	OPTION(file, "csv-import", 0, "FILE",
	       "create one for each line of a CSV file (- is standard input); its first line names options"),
	OPTION(atomic, "atomic", 0, NULL, "of a file: all lines, or none if one cannot be imported"),
	OPTION(dry_run, "dry-run", 0, NULL, "of a file: only say what cannot be imported"),
	OPTION(strict, "strict", 0, NULL, "of a file: exit status 123 if a line was rejected"),
	CLI_OPTION_END
};

struct printer {
	struct cli_call *cli;
	bool progress;			/* the terminal shows a line of it */
	bool begun, any;		/* in JSON: the object, and its first result */
};

/* ---- progress ---- */

static void end_progress(struct printer *p)
{
	if (p->progress)
		fprintf(stderr, "\r\033[K");
	p->progress = false;
}

/* Not if the terminal was stopped (Ctrl-S). */
static void progress(void *data, const struct prov_import_counts *c)
{
	struct pollfd terminal = { .fd = STDERR_FILENO, .events = POLLOUT };
	struct printer *p = data;

	if (poll(&terminal, 1, 0) < 1)
		return;
	fprintf(stderr, "\r%lld lines read, %lld rejected", c->lines, c->rejected);
	p->progress = true;
}

/* ---- results ---- */

static void add_where(struct prov_str *s, const struct prov_import_result *r)
{
	prov_str_addf(s, "line %lld", r->line);
	if (r->column)
		prov_str_addf(s, ", column %d", r->column);
	if (r->field)
		prov_str_addf(s, " (%s)", r->field);
}

static bool is_context(const struct printer *p)
{
	return strcmp(p->cli->command->object, "context") == 0;
}

static void print_failure(struct printer *p, const struct prov_import_result *r)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;
	const char *object = p->cli->command->object;

	prov_str_addf(&s, "Failed to create %s", object);
	if (r->name)
		prov_str_addf(&s, " \"%s\"", r->name);
	if (r->context)
		prov_str_addf(&s, is_context(p) ? " %lld" : " in context %lld", r->context);
	prov_str_add(&s, ": ");
	add_where(&s, r);
	prov_str_addf(&s, ": %s", r->err->msg);
	if (r->err->detail[0])
		prov_str_addf(&s, " (%s)", r->err->detail);
	cli_note("%s", s.p);
}

/* "user" -> "User"; one call for all of it, since there are many. */
static int print_success(struct printer *p, const struct prov_import_result *r, struct prov_err *err)
{
	const char *object = p->cli->command->object;
	const char c = (char)(object[0] - 'a' + 'A');
	int rc = is_context(p) ? printf("%c%s %lld successfully created\n", c, object + 1, r->id) :
		printf("%c%s %lld successfully created in context %lld\n", c, object + 1, r->id, r->context);

	return rc >= 0 ? 0 : prov_fail_errno(err, PROV_E_IO, "cannot write to standard output");
}

static void add_text(struct prov_str *s, const char *name, const char *text)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str shown = PROV_STR_INIT;
	size_t begin = s->len;

	if (!text)
		return;
	if (!prov_utf8_is_valid(text, strlen(text))) {
		prov_plain_add(&shown, text);
		text = shown.p;
	}
	prov_str_addf(s, ", \"%s\": ", name);
	prov_str_add_json(s, text, strlen(text));
	prov_plain_escape(s, begin);
}

/* Not before there is something to say: of a file that cannot be read standard output stays empty. */
static void begin_json(struct printer *p, struct prov_str *s)
{
	if (!p->begun)
		prov_str_add(s, "{\"results\": [");
	p->begun = true;
}

static int print_json(struct printer *p, const struct prov_import_result *r, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;

	begin_json(p, &s);
	prov_str_addf(&s, "%s\n{\"line\": %lld", p->any ? "," : "", r->line);
	if (r->context)
		prov_str_addf(&s, ", \"context\": %lld", r->context);
	if (!r->err && !is_context(p))
		prov_str_addf(&s, ", \"%s\": %lld", p->cli->command->object, r->id);
	if (r->err && r->column)
		prov_str_addf(&s, ", \"column\": %d", r->column);
	if (r->err) {
		add_text(&s, "field", r->field);
		add_text(&s, "name", r->name);
		prov_str_add(&s, ", \"error\": ");
		cli_exit_json(&s, p->cli, r->err);
	}
	prov_str_add_char(&s, '}');
	p->any = true;
	if (fputs(s.p, stdout) >= 0)
		return 0;
	return prov_fail_errno(err, PROV_E_IO, "cannot write to standard output");
}

static int result(void *data, const struct prov_import_result *r, struct prov_err *err)
{
	struct printer *p = data;

	end_progress(p);
	if (p->cli->opt.json)
		return print_json(p, r, err);
	if (!r->err)
		return print_success(p, r, err);
	print_failure(p, r);
	return 0;
}

/* ---- the end ---- */

static void add_counts(struct prov_str *s, struct printer *p, const struct prov_import_counts *c)
{
	const struct cli_command *command = p->cli->command;

	prov_str_addf(s, "%s: %lld line%s read, %lld %s%s %s, %lld rejected", command->name, c->lines,
		      c->lines == 1 ? "" : "s", c->created, command->object, c->created == 1 ? "" : "s",
		      p->cli->import.dry_run ? "can be created" : "created", c->rejected);
}

/* Also of an import that broke off: what was told is there. */
static int print_end(struct printer *p, const struct prov_import_counts *c, const struct prov_err *why,
		     struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;

	if (p->cli->opt.json) {
		begin_json(p, &s);
		prov_str_addf(&s, "%s], \"lines\": %lld, \"created\": %lld, \"rejected\": %lld",
			      p->any ? "\n" : "", c->lines, c->created, c->rejected);
		if (p->cli->import.dry_run)
			prov_str_add(&s, ", \"dry_run\": true");
		if (why) {
			prov_str_add(&s, ", \"error\": ");
			cli_exit_json(&s, p->cli, why);
		}
		prov_str_add_char(&s, '}');
	} else {
		/* The Open-Xchange tools end so. */
		if (is_context(p) && !why && !p->cli->import.dry_run)
			prov_str_add(&s, "context created\n");
		add_counts(&s, p, c);
	}
	return cli_print(err, "%s", s.p);
}

int cli_import_is_wanted(const struct cli_call *cli, struct prov_err *err)
{
	if (cli->import.file)
		return 1;
	if (cli->import.atomic || cli->import.dry_run || cli->import.strict)
		return prov_fail(err, PROV_E_MISSING, "Option(s) \"csv-import\" missing: --atomic, --dry-run "
				 "and --strict are about a file");
	return 0;
}

/* What is said beside the file has no effect, as in the Open-Xchange tools. */
static void warn_of_options(struct cli_call *cli)
{
	for (const struct cli_group *g = NULL; (g = cli_option_group(cli->command, g));)
		if (g->options != cli_import_options && g->options != cli_auth &&
		    !cli_option_is_common(g->options))
			cli_option_warn_ignored(cli, g->options);
}

int cli_import(struct cli_call *cli, enum prov_import_kind kind, struct prov_err *err)
{
	struct printer p = { .cli = cli };
	struct prov_import_options options = {
		.kind = kind, .file = cli->import.file, .atomic = cli->import.atomic,
		.dry_run = cli->import.dry_run, .result = result, .data = &p,
	};
	struct prov_import_counts counts;
	struct prov_call *call = cli_bulk_session(cli, err);
	struct prov_err other = PROV_ERR_INIT;
	int rc;

	if (!call)
		return -1;
	warn_of_options(cli);
	if (isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO))
		options.progress = progress;
	rc = prov_import(call, &options, &counts, err);
	end_progress(&p);
	if (rc < 0 && counts.lines == 0)
		return -1;
	if (print_end(&p, &counts, rc < 0 ? err : NULL, &other) < 0 && rc == 0) {
		*err = other;
		return -1;
	}
	if (rc == 0 && counts.rejected && cli->import.strict)
		return prov_fail(err, PROV_E_PARTIAL, "%lld of %lld lines were rejected", counts.rejected,
				 counts.lines);
	return rc;
}
