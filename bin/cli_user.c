/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_user.c - the options about a user, made from the table of attributes
 *
 * The first attributes have letters and stand in --help; the rest are in --extendedoptions.
 */
#include <prov/context.h>

#include "bin/cli.h"

struct cli_user cli_user;

#define OPTION(ID, option, letter, argument, help) \
	{ option, letter, POPT_ARG_STRING, &cli_user.attr[PROV_A_##ID], 0, help, argument },
#define ROW(ID, name, option, letter, csv, type, store, argument, help) \
	OPTION(ID, option, letter, argument, help)

struct poptOption cli_user_basic[] = {
	OPTION(NAME, "username", 'u', "NAME", "user name")
	OPTION(DISPLAY_NAME, "displayname", 'd', "NAME",
	       "display name (default: given name and surname)")
	OPTION(GIVEN_NAME, "givenname", 'g', "NAME", "given name")
	OPTION(SUR_NAME, "surname", 's', "NAME", "surname")
	OPTION(PASSWORD, "password", 'p', "PASSWORD",
	       "password; better: --password-file or NEW_USER_PASSWORD")
	{ "password-file", '\0', POPT_ARG_STRING, &cli_user.password_file, 0,
	  "read the password from FILE (- is standard input)", "FILE" },
	OPTION(MAIL, "email", 'e', "ADDRESS", "primary mail address")
	OPTION(ALIASES, "aliases", 'a', "A,B,...", "all mail addresses, separated by commas")
	OPTION(LANGUAGE, "language", 'l', "xx_YY", "language, such as de_DE")
	OPTION(TIMEZONE, "timezone", 't', "ZONE", "time zone, such as Europe/Berlin")
	OPTION(DEPARTMENT, "department", 'x', "TEXT", "department")
	OPTION(COMPANY, "company", 'z', "TEXT", "company")
	POPT_TABLEEND
};

struct poptOption cli_user_extended[] = {
	PROV_ATTR_MORE_LIST(ROW)
	{ "addguipreferences", '\0', POPT_ARG_STRING, &cli_user.gui_add, 0,
	  "set a preference of the GUI", "KEY=VALUE" },
	{ "capabilities-to-add", '\0', POPT_ARG_STRING, &cli_user.cap_add, 0,
	  "grant capabilities; -NAME denies one", "A,B,..." },
	{ "capabilities-to-remove", '\0', POPT_ARG_STRING, &cli_user.cap_remove, 0,
	  "deny capabilities", "A,B,..." },
	{ "capabilities-to-drop", '\0', POPT_ARG_STRING, &cli_user.cap_drop, 0,
	  "forget what was said about capabilities", "A,B,..." },
	POPT_TABLEEND
};

struct poptOption cli_user_context[] = {
	{ "contextid", 'c', POPT_ARG_STRING, &cli_user.context, 0, "id of the context", "ID" },
	POPT_TABLEEND
};

struct poptOption cli_user_select[] = {
	{ "userid", 'i', POPT_ARG_STRING, &cli_user.id, 0, "id of the user", "ID" },
	{ "username", 'u', POPT_ARG_STRING, &cli_user.attr[PROV_A_NAME], 0, "name of the user", "NAME" },
	POPT_TABLEEND
};

static int id_number(const char *text, const char *what, long long *id, struct prov_err *err)
{
	if (!prov_int_parse(text, -2147483648LL, PROV_CONTEXT_MAX, id))
		return prov_fail(err, PROV_E_NOT_NUMBER, "Ids must be numbers!");
	if (*id < 1)
		return prov_fail(err, PROV_E_INVALID, "%s must be from 1 to %d", what,
				 PROV_CONTEXT_MAX);
	return 0;
}

int cli_user_context_id(struct cli *cli, long long *context, struct prov_err *err)
{
	if (id_number(cli_user.context, "contextid", context, err) < 0)
		return -1;
	cli->context = prov_pool_printf(cli->pool, "%lld", *context);
	return 0;
}

int cli_user_ref(struct cli *cli, struct prov_user_ref *ref, struct prov_err *err)
{
	const char *name = cli_user.attr[PROV_A_NAME];

	*ref = (struct prov_user_ref){ 0, name };
	if (!cli_user.id && (!name || !name[0]))
		return prov_fail(err, PROV_E_MISSING, "Either username or userid must be given");
	if (cli_user.id && id_number(cli_user.id, "userid", &ref->id, err) < 0)
		return -1;
	cli->id = cli_user.id ? prov_pool_printf(cli->pool, "%lld", ref->id) : name;
	return 0;
}

int cli_user_exists(struct prov_call *call, long long context,
		    const struct prov_user_ref *ref)
{
	struct prov_err err = PROV_ERR_INIT;
	prov_modules_t modules;

	if (prov_user_access(call, context, ref, &modules, &err) == 0)
		return 1;
	return err.code == PROV_E_NO_USER ? 0 : -1;
}

/* ---- lists that become extra attributes ---- */

struct extras {
	struct cli *cli;
	struct prov_extra *list;
	size_t count;
};

static void add(struct extras *x, const char *name, const char *value)
{
	x->list = prov_realloc(x->list, (x->count + 2) * sizeof(*x->list));
	x->list[x->count++] = (struct prov_extra){ name, value };
	x->list[x->count] = (struct prov_extra){ NULL, NULL };
}

static int add_preference(struct extras *x, char *pair, struct prov_err *err)
{
	char *eq = pair ? strchr(pair, '=') : NULL;

	if (!pair)
		return 0;
	if (!eq || eq == pair || !eq[1])
		return prov_fail(err, PROV_E_INVALID, "addguipreferences wants KEY=VALUE");
	add(x, prov_pool_printf(x->cli->pool, "gui/%.*s", (int)(eq - pair), pair), eq + 1);
	return 0;
}

/* "a,-b" in lower case; a pair of surrounding quotes is taken off (reference section 3.1). */
static void add_capabilities(struct extras *x, const char *list, const char *value)
{
	while (list && *list) {
		size_t len;
		char *name;
		bool negative;

		list += strspn(list, " ,\"");
		len = strcspn(list, " ,\"");
		if (len == 0)
			return;
		negative = value && list[0] == '-';
		name = prov_pool_printf(x->cli->pool, "capability/%.*s", (int)(len - negative),
					list + negative);
		for (char *p = name; *p; p++)
			*p = (char)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p);
		add(x, name, negative ? "false" : value);
		list += len;
	}
}

static int collect_extras(struct cli *cli, struct prov_user_set *set, struct prov_err *err)
{
	struct extras x = { .cli = cli };

	for (const struct prov_extra *e = cli->extra; e && e->name; e++)
		add(&x, e->name, e->value);
	if (cli_user.gui_remove)
		add(&x, prov_pool_printf(cli->pool, "gui/%s", cli_user.gui_remove), NULL);
	add_capabilities(&x, cli_user.cap_add, "true");
	add_capabilities(&x, cli_user.cap_remove, "false");
	add_capabilities(&x, cli_user.cap_drop, NULL);
	if (add_preference(&x, cli_user.gui_add, err) < 0) {
		free(x.list);
		return -1;
	}
	if (x.list) {
		struct prov_extra *copy = prov_pool_alloc(cli->pool, (x.count + 1) * sizeof(*copy));

		memcpy(copy, x.list, (x.count + 1) * sizeof(*copy));
		set->extra = copy;
	}
	free(x.list);
	return 0;
}

/* A program that needs a password makes a user. */
static bool is_new(const struct cli *cli)
{
	for (const char *const *m = cli->spec->mandatory; m && *m; m++)
		if (strcmp(*m, "password") == 0)
			return true;
	return false;
}

/* For new users NEW_USER_PASSWORD wins over the option (reference section 0.5), the file over
 * both. It must not change the password of every user who is mentioned later in the same script. */
static int user_password(struct cli *cli, struct prov_user_set *set, struct prov_err *err)
{
	const char *env = is_new(cli) ? getenv("NEW_USER_PASSWORD") : NULL;
	char *password = NULL;

	if (cli_user.password_file) {
		if (cli_secret_file(cli, cli_user.password_file, &password, err) < 0)
			return -1;
		set->attr[PROV_A_PASSWORD] = password;
	} else if (env && env[0]) {
		set->attr[PROV_A_PASSWORD] = env;
	}
	return 0;
}

/* Of the settable booleans an empty value means true (reference section 0.4). */
static const char *empty_truth(int attr, const char *value)
{
	return value && !value[0] && prov_attrs[attr].type == PROV_ATTR_BOOL ? "true" : value;
}

int cli_user_set(struct cli *cli, struct prov_user_set *set, struct prov_err *err)
{
	*set = (struct prov_user_set){ .extra = NULL };
	for (int i = 0; i < PROV_ATTR_COUNT; i++)
		set->attr[i] = empty_truth(i, cli_user.attr[i]);
	if (set->attr[PROV_A_FOLDER_TREE] && !set->attr[PROV_A_FOLDER_TREE][0])
		set->attr[PROV_A_FOLDER_TREE] = NULL;	/* here an empty value clears nothing */
	if (set->attr[PROV_A_PERSONAL] && strcmp(set->attr[PROV_A_PERSONAL], "NULL") == 0)
		set->attr[PROV_A_PERSONAL] = "";
	if (set->attr[PROV_A_BIRTHDAY] && strcmp(set->attr[PROV_A_BIRTHDAY], "null") == 0)
		set->attr[PROV_A_BIRTHDAY] = "";
	if (user_password(cli, set, err) < 0 || collect_extras(cli, set, err) < 0)
		return -1;
	return cli_access_change(&set->access, err);
}

const struct prov_extra *cli_user_shared(struct cli *cli, struct prov_user_set *set)
{
	struct prov_extra *own, *shared;
	size_t count = 0, owned = 0;

	while (set->extra && set->extra[count].name)
		count++;
	own = prov_pool_alloc(cli->pool, (count + 1) * sizeof(*own));
	shared = prov_pool_alloc(cli->pool, (count + 1) * sizeof(*shared));
	for (size_t i = 0; i < count; i++)
		if (strncmp(set->extra[i].name, "gui/", 4) == 0)
			own[owned++] = set->extra[i];
		else
			shared[i - owned] = set->extra[i];
	set->extra = own;
	return shared;
}
