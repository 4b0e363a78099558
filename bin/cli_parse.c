/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_parse.c - reading the command line after the rules of the Open-Xchange tools
 *
 * popt's parser would change what existing scripts mean (docs/open-xchange.md): here -xVALUE is an
 * error, the first of repeated options wins, a value may begin with a dash and is taken byte by byte
 * (popt rewrites "!#:+" in values), and --NAMESPACE/NAME=VALUE sets a property.
 */
#include "bin/cli.h"

struct parser {
	struct cli_call *cli;
	int at;				/* in argv of the call */
	struct prov_extra *extra;
	int extra_count;
};

/* What is secret in the argument list is copied and wiped there: ps shows it no longer than needed. */
static const char *take_value(struct parser *p, const struct cli_option *o, char *value)
{
	char *copy;

	if (!(o->marks & CLI_SECRET))
		return value;
	copy = prov_pool_secret(p->cli->pool, value);
	prov_secret_wipe(value);
	return copy;
}

/* The first one wins, but no secret stays visible. */
static void set(struct parser *p, const struct cli_option *o, char *value)
{
	const char *taken = value ? take_value(p, o, value) : NULL;

	if (!cli_option_is_given(p->cli, o))
		cli_option_set(p->cli, o, taken);
}

/* Without its value, which may be a password: --passwrd=secret, -psecret. */
static int unknown(const char *word, size_t len, struct prov_err *err)
{
	return prov_fail(err, PROV_E_UNKNOWN_OPTION, "Unrecognized options on the command line: "
			 "Unknown option ``%.*s'", (int)len, word);
}

/* --emial, and -email: the nearest option is the hint. */
static int unknown_option(const struct parser *p, const char *word, size_t len, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *name = prov_strndup(word, len);
	const struct cli_option *near = cli_option_near(p->cli->command, name + strspn(name, "-"));

	unknown(word, len, err);
	return near ? prov_err_hint(err, "did you mean --%s?", near->name) : -1;
}

static int next_value(struct parser *p, const struct cli_option *o, struct prov_err *err)
{
	if (p->at + 1 >= p->cli->argc)
		return prov_fail(err, PROV_E_VALUE, "Missing argument for option '%s'", p->cli->argv[p->at]);
	set(p, o, p->cli->argv[++p->at]);
	return 0;
}

/* The first one wins here, too; to set and to remove are two options. */
static bool is_given(const struct parser *p, const char *name, bool removal)
{
	for (int i = 0; i < p->extra_count; i++)
		if (strcmp(p->extra[i].name, name) == 0 && !p->extra[i].value == removal)
			return true;
	return false;
}

/* --config/a.b=c, --remove-config/a.b */
static int dynamic(struct parser *p, char *word, struct prov_err *err)
{
	bool removal = strncmp(word, "remove-", 7) == 0;
	char *name = removal ? word + 7 : word, *eq = strchr(name, '=');
	char *slash = strchr(name, '/');

	if (slash == name || !slash[1] || slash[1] == '=' || (removal ? eq != NULL : eq == NULL))
		return prov_fail(err, PROV_E_VALUE, "Illegal option value : \"--%s\" is not "
				 "--NAMESPACE/NAME=VALUE or --remove-NAMESPACE/NAME", word);
	if (eq)
		*eq = '\0';
	if (is_given(p, name, removal))
		return 0;
	p->extra = prov_realloc(p->extra, sizeof(*p->extra) * (size_t)(p->extra_count + 2));
	p->extra[p->extra_count++] = (struct prov_extra){ name, eq ? eq + 1 : NULL };
	p->extra[p->extra_count] = (struct prov_extra){ NULL, NULL };
	return 0;
}

static int long_option(struct parser *p, struct prov_err *err)
{
	char *word = p->cli->argv[p->at] + 2, *eq = strchr(word, '='), *slash = strchr(word, '/');
	size_t len = eq ? (size_t)(eq - word) : strlen(word);
	const struct cli_option *o = cli_option_find(p->cli->command, word, len, '\0');

	if (!o && p->cli->command->dynamic && slash && (!eq || slash < eq))
		return dynamic(p, word, err);
	if (!o)
		return unknown_option(p, word - 2, len + 2, err);
	if (o->kind == CLI_FLAG && eq)
		return prov_fail(err, PROV_E_VALUE, "option --%s takes no value", o->name);
	if (o->kind == CLI_VALUE && !eq)
		return next_value(p, o, err);
	set(p, o, eq ? eq + 1 : NULL);
	return 0;
}

/* -x VALUE, or a bundle of letters none of which takes a value */
static int short_options(struct parser *p, struct prov_err *err)
{
	const char *word = p->cli->argv[p->at];

	for (const char *c = word + 1; *c; c++) {
		const struct cli_option *o = cli_option_find(p->cli->command, NULL, 0, *c);

		if (!o)
			return unknown(word, (size_t)(c - word) + 1, err);
		if (o->kind == CLI_VALUE && word[2]) {
			unknown(word, (size_t)(c - word) + 1, err);
			o = cli_option_find(p->cli->command, word + 1, strcspn(word + 1, "="), '\0');
			return o ? prov_err_hint(err, "did you mean --%s?", o->name) :
				prov_err_hint(err, "the value of -%c is a word of its own: -%c VALUE", *c,
					      *c);
		}
		if (o->kind == CLI_VALUE)
			return next_value(p, o, err);
		set(p, o, NULL);
	}
	return 0;
}

static int word(struct parser *p, struct prov_err *err)
{
	struct cli_call *cli = p->cli;

	if (!cli->command->words)
		return unknown(p->cli->argv[p->at], strlen(p->cli->argv[p->at]), err);
	cli->words[cli->word_count++] = p->cli->argv[p->at];
	return 0;
}

/* ---- what must be there ---- */

static bool has_password_elsewhere(const struct cli_call *cli, const char *name)
{
	const char *env = getenv("NEW_USER_PASSWORD");

	return strcmp(name, "password") == 0 && (cli->user.password_file || (env && env[0]));
}

static int check_mandatory(struct cli_call *cli, struct prov_err *err)
{
	struct prov_str missing = PROV_STR_INIT;
	int rc = 0;

	for (const char *const *m = cli->command->mandatory; *m; m++) {
		const struct cli_option *o = cli_option_find(cli->command, *m, strlen(*m), '\0');

		if (!cli_option_is_given(cli, o) && !has_password_elsewhere(cli, *m))
			prov_str_addf(&missing, "%s%s", missing.len ? "," : "", *m);
	}
	if (missing.len)
		rc = prov_fail(err, PROV_E_MISSING, "Option(s) \"%s\" missing", missing.p);
	prov_str_fini(&missing);
	return rc;
}

int cli_parse(struct cli_call *cli, struct prov_err *err)
{
	struct parser p = { .cli = cli };
	bool options_end = false;
	int rc = 0;

	cli->words = prov_pool_alloc(cli->pool, sizeof(*cli->words) * (size_t)(cli->argc + 1));
	for (p.at = 1; rc == 0 && p.at < cli->argc; p.at++) {
		const char *w = cli->argv[p.at];

		if (!options_end && strcmp(w, "--") == 0)
			options_end = true;
		else if (!options_end && strncmp(w, "--", 2) == 0)
			rc = long_option(&p, err);
		else if (!options_end && w[0] == '-' && w[1])
			rc = short_options(&p, err);
		else
			rc = word(&p, err);
	}
	if (p.extra) {
		struct prov_extra *copy = prov_pool_alloc(cli->pool,
			sizeof(*copy) * (size_t)(p.extra_count + 1));

		memcpy(copy, p.extra, sizeof(*copy) * (size_t)(p.extra_count + 1));
		cli->extra = copy;
		free(p.extra);
	}
	if (rc < 0 || cli->opt.help || cli->opt.version || cli->opt.environment || cli->opt.extended ||
	    cli->import.file)
		return rc;
	return check_mandatory(cli, err);
}
