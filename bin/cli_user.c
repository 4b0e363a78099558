/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli->user.c - the options about a user, made from the table of attributes
 *
 * The first attributes have letters and stand in --help; the rest are in --extendedoptions.
 */
#include <prov/context.h>

#include "bin/cli.h"

#define OPTION(member, ...) CLI_OPTION(struct cli_call, user.member, __VA_ARGS__),
#define ATTRIBUTE(ID, ...) OPTION(attr[PROV_A_##ID], __VA_ARGS__)
#define ROW(ID, name, option, letter, csv, type, store, argument, help, ...) \
	ATTRIBUTE(ID, option, letter, argument, help)

const struct cli_option cli_user_basic[] = {
	ATTRIBUTE(NAME, "username", 'u', "NAME", "user name")
	ATTRIBUTE(DISPLAY_NAME, "displayname", 'd', "NAME",
		  "display name (default: given name and surname)")
	ATTRIBUTE(GIVEN_NAME, "givenname", 'g', "NAME", "given name")
	ATTRIBUTE(SUR_NAME, "surname", 's', "NAME", "surname")
	ATTRIBUTE(PASSWORD, "password", 'p', "PASSWORD",
		  "password; better: --password-file", CLI_SECRET)
	OPTION(password_file, "password-file", 0, "FILE",
	       "read the password from FILE (- is standard input)")
	ATTRIBUTE(MAIL, "email", 'e', "ADDRESS", "primary mail address")
	ATTRIBUTE(ALIASES, "aliases", 'a', "A,B,...", "all mail addresses, separated by commas")
	ATTRIBUTE(LANGUAGE, "language", 'l', "xx_YY", "language, such as de_DE")
	OPTION(attr[PROV_A_LANGUAGE], "lang", 0, "xx_YY", NULL, CLI_HIDDEN)	/* in their manual */
	ATTRIBUTE(TIMEZONE, "timezone", 't', "ZONE", "time zone, such as Europe/Berlin")
	ATTRIBUTE(DEPARTMENT, "department", 'x', "TEXT", "department")
	ATTRIBUTE(COMPANY, "company", 'z', "TEXT", "company")
	CLI_OPTION_END
};

const struct cli_option cli_user_rare[] = {
	PROV_ATTR_MORE_LIST(ROW)
	OPTION(gui_add, "addguipreferences", 0, "KEY=VALUE", "set a preference of the GUI")
	CLI_CAPABILITY_OPTIONS
	CLI_OPTION_END
};

const struct cli_option cli_user_context[] = {
	OPTION(context, "contextid", 'c', "ID", "id of the context")
	CLI_OPTION_END
};

const struct cli_option cli_user_select[] = {
	OPTION(id, "userid", 'i', "ID", "id of the user")
	ATTRIBUTE(NAME, "username", 'u', "NAME", "name of the user")
	CLI_OPTION_END
};

int cli_user_id_number(const char *text, const char *what, long long *id, struct prov_err *err)
{
	if (!prov_int_parse(text, -2147483648LL, PROV_CONTEXT_MAX, id))
		return prov_fail(err, PROV_E_NOT_NUMBER, "Ids must be numbers!");
	if (*id < 1)
		return prov_fail(err, PROV_E_INVALID, "%s must be from 1 to %d", what,
				 PROV_CONTEXT_MAX);
	return 0;
}

int cli_user_context_id(struct cli_call *cli, long long *context, struct prov_err *err)
{
	if (cli_user_id_number(cli->user.context, "contextid", context, err) < 0)
		return -1;
	cli->context = prov_pool_printf(cli->pool, "%lld", *context);
	cli->context_id = *context;
	return 0;
}

int cli_user_find(struct cli_call *cli, const char *object, const char *id, const char *name,
		  long long *number, struct prov_err *err)
{
	*number = 0;
	if (!id && (!name || !name[0]))
		return prov_fail(err, PROV_E_MISSING, "Either %sname or %sid must be given", object, object);
	if (id && cli_user_id_number(id, prov_pool_printf(cli->pool, "%sid", object), number, err) < 0)
		return -1;
	cli->id = id ? prov_pool_printf(cli->pool, "%lld", *number) : name;
	return 0;
}

int cli_user_ref(struct cli_call *cli, struct prov_user_ref *ref, struct prov_err *err)
{
	ref->name = cli->user.attr[PROV_A_NAME];
	return cli_user_find(cli, "user", cli->user.id, ref->name, &ref->id, err);
}

int cli_user_exists(struct cli_call *cli, long long context, const struct prov_user_ref *ref)
{
	struct prov_err err = PROV_ERR_INIT;

	return prov_user_exists(&cli->call, context, ref, NULL, &cli->user_id, &err);
}

/* ---- lists that become extra attributes ---- */

struct extras {
	struct cli_call *cli;
	struct prov_extra *list;
	size_t count;
};

static void add(struct extras *x, const char *name, const char *value)
{
	x->list = prov_realloc(x->list, (x->count + 2) * sizeof(*x->list));
	x->list[x->count++] = (struct prov_extra){ name, value };
	x->list[x->count] = (struct prov_extra){ NULL, NULL };
}

static int add_preference(struct extras *x, const char *pair, struct prov_err *err)
{
	const char *eq = pair ? strchr(pair, '=') : NULL;

	if (!pair)
		return 0;
	if (!eq || eq == pair || !eq[1])
		return prov_fail(err, PROV_E_INVALID, "addguipreferences wants KEY=VALUE");
	add(x, prov_pool_printf(x->cli->pool, PROV_GUI_PREFIX "%.*s", (int)(eq - pair), pair), eq + 1);
	return 0;
}

static int remove_preference(struct extras *x, const char *key, struct prov_err *err)
{
	if (!key)
		return 0;
	if (!key[0])
		return prov_fail(err, PROV_E_INVALID, "removeguipreferences wants KEY");
	add(x, prov_pool_printf(x->cli->pool, PROV_GUI_PREFIX "%s", key), NULL);
	return 0;
}

static int collect_extras(struct cli_call *cli, struct prov_user_set *set, struct prov_err *err)
{
	struct extras x = { .cli = cli };

	for (const struct prov_extra *e = cli->extra; e && e->name; e++)
		add(&x, e->name, e->value);
	if (remove_preference(&x, cli->user.gui_remove, err) < 0 ||
	    add_preference(&x, cli->user.gui_add, err) < 0) {
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
static bool is_new(const struct cli_call *cli)
{
	for (const char *const *m = cli->command->mandatory; *m; m++)
		if (strcmp(*m, "password") == 0)
			return true;
	return false;
}

/* For new users NEW_USER_PASSWORD wins over the option (docs/open-xchange.md), the file over
 * both. It must not change the password of every user who is mentioned later in the same script. */
static int user_password(struct cli_call *cli, struct prov_user_set *set, struct prov_err *err)
{
	const char *env = is_new(cli) ? getenv("NEW_USER_PASSWORD") : NULL;
	char *password = NULL;

	if (cli->user.password_file) {
		if (cli_secret_file(cli, cli->user.password_file, &password, err) < 0)
			return -1;
		set->attr[PROV_A_PASSWORD] = password;
	} else if (env && env[0]) {
		set->attr[PROV_A_PASSWORD] = env;
	}
	return 0;
}

/* Of the settable booleans an empty value means true (docs/open-xchange.md). */
static const char *empty_truth(int attr, const char *value)
{
	return value && !value[0] && prov_attrs[attr].type == PROV_ATTR_BOOL ? "true" : value;
}

int cli_user_set(struct cli_call *cli, struct prov_user_set *set, struct prov_err *err)
{
	*set = (struct prov_user_set){ .capabilities = cli->user.capabilities };
	for (int i = 0; i < PROV_ATTR_COUNT; i++)
		set->attr[i] = empty_truth(i, cli->user.attr[i]);
	if (set->attr[PROV_A_FOLDER_TREE] && !set->attr[PROV_A_FOLDER_TREE][0])
		set->attr[PROV_A_FOLDER_TREE] = NULL;	/* here an empty value clears nothing */
	if (set->attr[PROV_A_PERSONAL] && strcmp(set->attr[PROV_A_PERSONAL], "NULL") == 0)
		set->attr[PROV_A_PERSONAL] = "";
	if (set->attr[PROV_A_BIRTHDAY] && strcmp(set->attr[PROV_A_BIRTHDAY], "null") == 0)
		set->attr[PROV_A_BIRTHDAY] = "";
	if (user_password(cli, set, err) < 0 || collect_extras(cli, set, err) < 0)
		return -1;
	return cli_access_change(cli, &set->access, err);
}

const struct prov_extra *cli_user_shared(struct cli_call *cli, struct prov_user_set *set)
{
	struct prov_extra *own, *shared;
	size_t count = 0, owned = 0;

	while (set->extra && set->extra[count].name)
		count++;
	own = prov_pool_alloc(cli->pool, (count + 1) * sizeof(*own));
	shared = prov_pool_alloc(cli->pool, (count + 1) * sizeof(*shared));
	for (size_t i = 0; i < count; i++)
		if (strncmp(set->extra[i].name, PROV_GUI_PREFIX, strlen(PROV_GUI_PREFIX)) == 0)
			own[owned++] = set->extra[i];
		else
			shared[i - owned] = set->extra[i];
	set->extra = own;
	return shared;
}
