/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_parse.c - reading the command line after the rules of the Open-Xchange tools
 *
 * popt's tables say what the options are and popt prints the help, but its parser would change
 * what existing scripts mean (reference section 0.2): here -xVALUE is an error, the first of
 * repeated options wins, a value may begin with a dash and is taken byte by byte (popt rewrites
 * "!#:+" in values), and --NAMESPACE/NAME=VALUE sets a property.
 */
#include "bin/cli.h"

struct parser {
	struct cli *cli;
	char **argv;
	int argc, at;
	struct prov_extra *extra;
	int extra_count;
};

/* ---- looking an option up ---- */

struct poptOption *cli_parse_find(struct poptOption *table, const char *name, size_t len,
				   char letter)
{
	for (struct poptOption *o = table; o->longName || o->shortName || o->arg; o++) {
		struct poptOption *inner;

		if ((o->argInfo & POPT_ARG_MASK) == POPT_ARG_INCLUDE_TABLE) {
			inner = cli_parse_find(o->arg, name, len, letter);
			if (inner)
				return inner;
		} else if (letter ? o->shortName == letter :
			   o->longName && strlen(o->longName) == len &&
			   strncmp(o->longName, name, len) == 0) {
			return o;
		}
	}
	return NULL;
}

static bool takes_value(const struct poptOption *o)
{
	return (o->argInfo & POPT_ARG_MASK) == POPT_ARG_STRING;
}

static bool is_given(const struct poptOption *o)
{
	return takes_value(o) ? *(char **)o->arg != NULL : *(int *)o->arg != 0;
}

/* ---- setting it ---- */

/* A password in the argument list is copied and wiped there: ps shows it no longer than needed. */
static char *take_value(struct parser *p, const struct poptOption *o, char *value)
{
	char *copy;

	if (strcmp(o->longName, "password") != 0 && strcmp(o->longName, "adminpass") != 0)
		return value;
	copy = prov_pool_strdup(p->cli->pool, value);
	prov_secret_wipe(value);
	return copy;
}

static void set(struct parser *p, const struct poptOption *o, char *value)
{
	if (takes_value(o) && is_given(o))	/* the first one wins, but no password stays visible */
		take_value(p, o, value);
	else if (takes_value(o))
		*(char **)o->arg = take_value(p, o, value);
	else
		*(int *)o->arg = 1;
}

/* Without its value, which may be a password: --passwrd=secret, -psecret. */
static int unknown(const char *word, size_t len, struct prov_err *err)
{
	return prov_fail(err, PROV_E_UNKNOWN_OPTION, "Unrecognized options on the command line: "
			 "Unknown option ``%.*s'", (int)len, word);
}

static int next_value(struct parser *p, const struct poptOption *o, struct prov_err *err)
{
	if (p->at + 1 >= p->argc)
		return prov_fail(err, PROV_E_VALUE, "Missing argument for option '%s'", p->argv[p->at]);
	set(p, o, p->argv[++p->at]);
	return 0;
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
	p->extra = prov_realloc(p->extra, sizeof(*p->extra) * (size_t)(p->extra_count + 2));
	p->extra[p->extra_count++] = (struct prov_extra){ name, eq ? eq + 1 : NULL };
	p->extra[p->extra_count] = (struct prov_extra){ NULL, NULL };
	return 0;
}

static int long_option(struct parser *p, struct prov_err *err)
{
	char *word = p->argv[p->at] + 2, *eq = strchr(word, '='), *slash = strchr(word, '/');
	size_t len = eq ? (size_t)(eq - word) : strlen(word);
	struct poptOption *o = cli_parse_find(p->cli->spec->options, word, len, '\0');

	if (!o && p->cli->spec->dynamic && slash && (!eq || slash < eq))
		return dynamic(p, word, err);
	if (!o)
		return unknown(word - 2, len + 2, err);
	if (!takes_value(o) && eq)
		return prov_fail(err, PROV_E_VALUE, "option --%s takes no value", o->longName);
	if (takes_value(o) && !eq)
		return next_value(p, o, err);
	set(p, o, eq ? eq + 1 : NULL);
	return 0;
}

/* -x VALUE, or a bundle of letters none of which takes a value */
static int short_options(struct parser *p, struct prov_err *err)
{
	const char *word = p->argv[p->at];

	for (const char *c = word + 1; *c; c++) {
		struct poptOption *o = cli_parse_find(p->cli->spec->options, NULL, 0, *c);

		if (!o)
			return unknown(word, (size_t)(c - word) + 1, err);
		if (takes_value(o) && word[2]) {
			unknown(word, (size_t)(c - word) + 1, err);
			return prov_err_hint(err, "the value of -%c is a word of its own: -%c VALUE", *c,
					     *c);
		}
		if (takes_value(o))
			return next_value(p, o, err);
		set(p, o, NULL);
	}
	return 0;
}

static int word(struct parser *p, struct prov_err *err)
{
	struct cli *cli = p->cli;

	if (!cli->spec->words)
		return unknown(p->argv[p->at], strlen(p->argv[p->at]), err);
	cli->words[cli->word_count++] = p->argv[p->at];
	return 0;
}

/* ---- what must be there ---- */

static bool has_password_elsewhere(const char *name)
{
	const char *env = getenv("NEW_USER_PASSWORD");

	return strcmp(name, "password") == 0 && (cli_user.password_file || (env && env[0]));
}

static int check_mandatory(struct cli *cli, struct prov_err *err)
{
	struct prov_str missing = PROV_STR_INIT;
	int rc = 0;

	for (const char *const *m = cli->spec->mandatory; m && *m; m++) {
		struct poptOption *o = cli_parse_find(cli->spec->options, *m, strlen(*m), '\0');

		if (!is_given(o) && !has_password_elsewhere(*m))
			prov_str_addf(&missing, "%s%s", missing.len ? "," : "", *m);
	}
	if (missing.len)
		rc = prov_fail(err, PROV_E_MISSING, "Option(s) \"%s\" missing", missing.p);
	prov_str_fini(&missing);
	return rc;
}

int cli_parse(struct cli *cli, int argc, char **argv, struct prov_err *err)
{
	struct parser p = { .cli = cli, .argv = argv, .argc = argc };
	bool options_end = false;
	int rc = 0;

	cli->words = prov_pool_alloc(cli->pool, sizeof(*cli->words) * (size_t)(argc + 1));
	for (p.at = 1; rc == 0 && p.at < argc; p.at++) {
		const char *w = argv[p.at];

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
	if (rc < 0 || cli_opt.help || cli_opt.version || cli_opt.environment || cli_opt.extended)
		return rc;
	return check_mandatory(cli, err);
}
