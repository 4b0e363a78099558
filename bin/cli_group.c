/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_group.c - the options about a group, made from its table of attributes
 */
#include "bin/cli_group.h"

#define OPTION(member, ...) CLI_OPTION(struct cli_group_own, member, __VA_ARGS__),
#define GIVEN(ID, name, option, letter, csv, type, store, argument, help, ...) \
	OPTION(attr[PROV_GA_##ID], option, letter, argument, help)
#define SHOWN(ID, ...)

const struct cli_option cli_group_attrs[] = {
	PROV_GROUP_LIST(GIVEN, SHOWN)
	CLI_OPTION_END
};

const struct cli_option cli_group_select[] = {
	OPTION(id, "groupid", 'i', "ID", "id of the group")
	OPTION(attr[PROV_GA_NAME], "name", 'n', "NAME", "name of the group")
	CLI_OPTION_END
};

/* A word of a command line has at most 128 KiB. */
const struct cli_option cli_group_files[] = {
	OPTION(add_file, "addmembers-file", 0, "FILE",
	       "add the users in FILE, by id or name, one a line (- is standard input)")
	CLI_OPTION_END
};

/* Words at the ends of lines, blanks and commas; empty ones are none. */
static size_t split(struct cli_call *cli, const char *text, const char *ends, const char **words)
{
	size_t count = 0;

	while (text && *text) {
		size_t len = strcspn(text, ends), end = len;

		while (end && (text[end - 1] == ' ' || text[end - 1] == '\t' || text[end - 1] == '\r'))
			end--;
		if (end)
			words[count++] = prov_pool_strndup(cli->pool, text, end);
		text += len;
		text += *text ? 1 + strspn(text + 1, " \t") : 0;
	}
	return count;
}

enum { FILE_MAX = 64 << 20 };

/* The words of an option and of the lines of a file; NULL: neither was given. */
static int members(struct cli_call *cli, const char *list, const char *file, const char *const **all,
		   struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;
	const char **words;
	size_t count;

	*all = NULL;
	if (!list && !file)
		return 0;
	if (file && prov_file_read(strcmp(file, "-") == 0 ? "/dev/stdin" : file, FILE_MAX, &text, err) < 0)
		return -1;
	words = prov_pool_alloc(cli->pool, sizeof(*words) * ((list ? strlen(list) : 0) + text.len + 2));
	count = split(cli, list ? list + strspn(list, " ") : NULL, ",", words);
	split(cli, text.p, "\n", words + count);
	*all = words;
	return 0;
}

int cli_group_set(struct cli_call *cli, struct prov_group_set *set, struct prov_err *err)
{
	const struct cli_group_own *own = cli->own;

	*set = (struct prov_group_set){ .may_be_member = own->if_not_exists };
	for (int i = 0; i < PROV_GA_COUNT; i++)
		if (prov_noun_group.attrs[i].store == PROV_STORE_COLUMN)
			set->attr[i] = own->attr[i];
	return members(cli, own->attr[PROV_GA_MEMBERS], own->add_file, &set->add, err) < 0 ||
		members(cli, own->remove, own->remove_file, &set->remove, err) < 0 ? -1 : 0;
}

int cli_group_ref(struct cli_call *cli, struct prov_group_ref *ref, struct prov_err *err)
{
	const struct cli_group_own *own = cli->own;

	ref->name = own->attr[PROV_GA_NAME];
	return cli_user_find(cli, "group", own->id, ref->name, &ref->id, err);
}

int cli_group_exists(struct cli_call *cli, long long context, const struct prov_group_ref *ref)
{
	struct prov_err err = PROV_ERR_INIT;

	if (prov_group_find(&cli->call, context, ref, &cli->object_id, &err) == 0)
		return 1;
	return err.code == PROV_E_NO_GROUP ? 0 : -1;
}
