/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_ucr.c - the command line of `ucr`: grammar, messages and exit statuses of UCS 5
 *
 *	ucr [global options] ACTION [action options] [words]
 *
 * Only actions that read are done. --root DIR is our own global option.
 */
#include <string.h>
#include <unistd.h>

#include "bin/cli_ucr.h"
#include "libprov/ucr/ucr_int.h"

struct command {
	char *const *args;		/* what is left */
	size_t count;
	const char *root;
	bool help, version, keys_only, sort, shell;
	const char *action;
	struct prov_ucr_search search;
	struct prov_pool *pool;
	struct prov_str out, messages;
	int status;
};

static const char usage[] =
	"Usage: ucr [OPTIONS] ACTION [ACTION OPTIONS] [WORDS]\n"
	"Reads the configuration registry of Univention Corporate Server.\n"
	"\n"
	"Options:\n"
	"  --root DIR           read another system's files below DIR\n"
	"  --shell              print as shell assignments (dump, search, get)\n"
	"  --keys-only          print only the keys (dump, search)\n"
	"  --sort               sort the output (dump, search; always done)\n"
	"  --debug              accepted, no effect\n"
	"  -h, -?, --help       print this text\n"
	"  -v, --version        print the version\n"
	"\n"
	"Actions:\n"
	"  get KEY              print the value of a variable\n"
	"  dump                 print all variables\n"
	"  search [REGEX...]    print variables that match, with their descriptions\n"
	"  shell [KEY...]       print variables as shell assignments\n"
	"\n"
	"Options of search:\n"
	"  --key                search in keys (the default)\n"
	"  --value              search in values\n"
	"  --all                search in keys, values and descriptions\n"
	"  --category NAME      only variables of this category\n"
	"  --brief              without descriptions\n"
	"  --verbose            with descriptions and categories\n"
	"  --non-empty          only variables with a value\n"
	"\n"
	"This program only reads: set, unset and the other actions are not there.\n";

static int fail(struct command *c, const char *fmt, ...) PROV_PRINTF(2, 3);

static int fail(struct command *c, const char *fmt, ...)
{
	va_list ap;

	prov_str_add(&c->messages, "E: ");
	va_start(ap, fmt);
	prov_str_vaddf(&c->messages, fmt, ap);
	va_end(ap);
	prov_str_add_char(&c->messages, '\n');
	c->status = 1;
	return -1;
}

/* An error of the library. Where a file could not be created the original adds two more lines. */
static int fail_with(struct command *c, const struct prov_err *err)
{
	fail(c, "%s", err->msg);
	if (err->code == PROV_E_IO)
		prov_str_add(&c->messages, "E: your request could not be fulfilled\n"
			     "try `univention-config-registry --help` for more information\n");
	return -1;
}

static const char *take(struct command *c)
{
	c->count--;
	return *c->args++;
}

static bool is_one_of(const char *word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(word, words[i]) == 0)
			return true;
	return false;
}

/* The original cuts off two characters and compares the rest, whatever they were. */
static bool is_option(const char *arg, const char *name)
{
	return strlen(arg) == strlen(name) + 2 && strcmp(arg + 2, name) == 0;
}

static int global_option(struct command *c, const char *arg)
{
	if (strncmp(arg, "--root=", 7) == 0) {
		c->root = arg + 7;
	} else if (strcmp(arg, "--root") == 0) {
		if (c->count == 0)
			return fail(c, "option --root expects an argument");
		c->root = take(c);
	} else if (is_option(arg, "help") || strcmp(arg, "-h") == 0 || strcmp(arg, "-?") == 0) {
		c->help = true;
	} else if (is_option(arg, "version") || strcmp(arg, "-v") == 0) {
		c->version = true;
	} else if (is_option(arg, "keys-only")) {
		c->keys_only = true;
	} else if (is_option(arg, "sort")) {
		c->sort = true;
	} else if (is_option(arg, "shell")) {
		c->shell = true;
	} else if (!is_option(arg, "debug")) {
		return fail(c, "unknown option %s", arg);
	}
	return 0;
}

static int parse_globals(struct command *c)
{
	c->help = c->count == 0;
	while (c->count && c->args[0][0] == '-')
		if (global_option(c, take(c)) < 0)
			return -1;
	return 0;
}

/* `shell KEY...` is `--shell search --brief ^KEY$...` */
static void rewrite_shell(struct command *c)
{
	char **args = prov_pool_alloc(c->pool, (c->count + 1) * sizeof(*args));

	for (size_t i = 0; i < c->count; i++)
		args[i] = strncmp(c->args[i], "--", 2) == 0 ? c->args[i] :
			prov_pool_printf(c->pool, "^%s$", c->args[i]);
	c->args = args;
	c->action = "search";
	c->shell = true;
}

/* A filter may only be given for actions that know it. */
static int check_filters(struct command *c)
{
	static const char *const lists[] = { "dump", "search", "info" };
	static const char *const shells[] = { "dump", "search", "get" };

	if (c->keys_only && !is_one_of(c->action, lists, 2))
		return fail(c, "invalid option --keys-only for command %s", c->action);
	if (c->sort && !is_one_of(c->action, lists, 3))
		return fail(c, "invalid option --sort for command %s", c->action);
	if (c->shell && !is_one_of(c->action, shells, 3))
		return fail(c, "invalid option --shell for command %s", c->action);
	return 0;
}

static bool *search_flag(struct prov_ucr_search *s, const char *name)
{
	const struct {
		const char *name;
		bool *flag;
	} flags[] = {
		{ "key", &s->key }, { "value", &s->value }, { "all", &s->all },
		{ "brief", &s->brief }, { "non-empty", &s->non_empty }, { "verbose", &s->verbose },
	};

	for (size_t i = 0; i < COUNT(flags); i++)
		if (strcmp(flags[i].name, name) == 0)
			return flags[i].flag;
	return NULL;
}

/* Words with two dashes up to the first one without; only `search` has such options. */
static int parse_action_options(struct command *c)
{
	while (c->count && strncmp(c->args[0], "--", 2) == 0) {
		const char *arg = take(c);
		bool search = strcmp(c->action, "search") == 0;
		bool *flag = search ? search_flag(&c->search, arg + 2) : NULL;

		if (flag) {
			*flag = true;
		} else if (search && strcmp(arg, "--category") == 0) {
			if (c->count == 0)
				return fail(c, "option %s for command %s expects an argument", arg,
					    c->action);
			c->search.category = take(c);
		} else {
			return fail(c, "invalid option %s for command %s", arg, c->action);
		}
	}
	return 0;
}

static int open_registry(struct command *c, struct prov_ucr **ucr)
{
	struct prov_err err = PROV_ERR_INIT;

	if (prov_ucr_check(c->root, &err) < 0 || prov_ucr_open(c->root, ucr, &err) < 0)
		return fail_with(c, &err);
	return 0;
}

static void add_line(struct command *c, struct prov_ucr_lines *lines, const char *key,
		     const struct prov_ucr_var *var)
{
	struct prov_str text = PROV_STR_INIT;

	prov_str_addf(&text, "%s: ", key);
	prov_str_add_len(&text, var->value, var->value_len);
	prov_ucr_lines_add(lines, prov_pool_strndup(c->pool, text.p, text.len), text.len);
	prov_str_fini(&text);
}

static int run_get(struct command *c, struct prov_ucr_lines *lines)
{
	PROV_CLEANUP(prov_ucr_freep) struct prov_ucr *ucr = NULL;
	const struct prov_ucr_var *var;

	if (c->count == 0) {
		fail(c, "too few arguments for command [get]");
		prov_str_add(&c->messages,
			     "try `univention-config-registry --help` for more information\n");
		return -1;
	}
	if (open_registry(c, &ucr) < 0)
		return -1;
	var = prov_ucr_find(ucr, c->args[0]);
	if (var && c->shell)
		add_line(c, lines, var->key, var);
	else if (var)
		prov_ucr_lines_add(lines, prov_pool_strndup(c->pool, var->value, var->value_len),
				   var->value_len);
	return 0;
}

static int run_dump(struct command *c, struct prov_ucr_lines *lines)
{
	PROV_CLEANUP(prov_ucr_freep) struct prov_ucr *ucr = NULL;
	const struct prov_ucr_var *var;

	if (open_registry(c, &ucr) < 0)
		return -1;
	for (size_t i = 0; (var = prov_ucr_at(ucr, i)); i++)
		add_line(c, lines, var->key, var);
	return 0;
}

static int run_search(struct command *c, struct prov_ucr_lines *lines)
{
	struct prov_err err = PROV_ERR_INIT;

	c->search.shell = c->shell;
	c->search.brief = c->search.brief || c->shell;
	c->search.regexes = c->args;
	c->search.regex_count = c->count;
	if (prov_ucr_search_run(&c->search, c->root, c->pool, lines, &err) < 0)
		return fail_with(c, &err);
	return 0;
}

/* Filters in the original's order: keys only, sort, shell. */
static int print(struct command *c, struct prov_ucr_lines *lines)
{
	struct prov_err err = PROV_ERR_INIT;

	if (c->keys_only)
		prov_ucr_lines_keys(lines);
	if (strcmp(c->action, "get") != 0)
		prov_ucr_lines_sort(lines);
	for (size_t i = 0; i < lines->n; i++) {
		if (!c->shell) {
			prov_str_add_len(&c->out, lines->v[i].p, lines->v[i].len);
			prov_str_add_char(&c->out, '\n');
		} else if (prov_ucr_lines_shell(&c->out, &lines->v[i], &err) < 0) {
			prov_str_clear(&c->out);
			return fail_with(c, &err);
		}
	}
	return 0;
}

static int run_action(struct command *c)
{
	static const char *const writing[] = {
		"set", "unset", "update", "commit", "register", "unregister", "filter", "info"
	};
	PROV_CLEANUP(prov_ucr_lines_fini) struct prov_ucr_lines lines = { 0 };
	int result;

	if (is_one_of(c->action, writing, COUNT(writing)))
		return fail(c, "action \"%s\" is not there: this program only reads "
			    "(get, search, dump, shell)", c->action);
	if (strcmp(c->action, "get") == 0)
		result = run_get(c, &lines);
	else if (strcmp(c->action, "dump") == 0)
		result = run_dump(c, &lines);
	else if (strcmp(c->action, "search") == 0)
		result = run_search(c, &lines);
	else
		return fail(c, "unknown action \"%s\", see --help", c->action);
	return result < 0 ? -1 : print(c, &lines);
}

static int run(struct command *c)
{
	if (c->help) {
		prov_str_add(&c->out, usage);
		return 0;
	}
	if (c->version) {
		prov_str_add(&c->out, "ucr (prov) " PROV_VERSION "\n");
		return 0;
	}
	if (c->count == 0)
		return fail(c, "missing action, see --help");
	c->action = take(c);
	if (strcmp(c->action, "shell") == 0)
		rewrite_shell(c);
	if (check_filters(c) < 0 || parse_action_options(c) < 0)
		return -1;
	return run_action(c);
}

/* With this file in place the start script of UCS does nothing at all. */
static bool is_disabled(const char *root)
{
	PROV_CLEANUP(prov_freep) char *path =
		prov_asprintf("%s/etc/univention/disable_config_registry", root);

	return access(path, F_OK) == 0;
}

void cli_ucr_run(char *const *args, size_t count, struct cli_ucr_output *output)
{
	struct command c = { .args = args, .count = count, .root = "", .out = PROV_STR_INIT,
			     .messages = PROV_STR_INIT };
	int result;

	c.pool = prov_pool_new();
	result = parse_globals(&c);
	if (is_disabled(c.root)) {
		prov_str_clear(&c.messages);
		c.status = 0;
	} else if (result == 0) {
		run(&c);
	}
	output->out_len = c.out.len;
	output->out = prov_str_take(&c.out);
	output->messages = prov_str_take(&c.messages);
	output->status = c.status;
	prov_pool_free(c.pool);
}

void cli_ucr_output_fini(struct cli_ucr_output *output)
{
	prov_freep(&output->out);
	prov_freep(&output->messages);
	*output = (struct cli_ucr_output){ 0 };
}
