/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_sync_mode.c - which mode of ldapsync the command line asks for
 *
 * An option that the mode does not take is a mistake: who says --status --dry-run expects something of it.
 */
#include "bin/cli_sync.h"

static bool is_given(const struct cli_call *cli, const char *name)
{
	return cli_option_is_given(cli, cli_option_find(cli->command, name, strlen(name), '\0'));
}

static bool takes(const struct cli_sync_mode *mode, const char *name)
{
	const size_t len = strlen(name);

	for (const char *p = mode->with; *p; p += strcspn(p, " "), p += strspn(p, " "))
		if (strncmp(p, name, len) == 0 && (p[len] == ' ' || !p[len]))
			return true;
	return mode->option && strcmp(mode->option, name) == 0;
}

static int fail(const struct cli_sync_mode *mode, const char *name, struct prov_err *err)
{
	if (mode->option)
		return prov_fail(err, PROV_E_INVALID, "--%s and --%s exclude each other", mode->option, name);
	return prov_fail(err, PROV_E_INVALID, "--%s has no effect in a run", name);
}

static int check(const struct cli_call *cli, const struct cli_sync_mode *mode, struct prov_err *err)
{
	for (const struct cli_group *g = NULL; (g = cli_option_group(cli->command, g));)
		for (const struct cli_option *o = g->options; o->name; o++)
			if (!cli_option_is_common(o) && cli_option_is_given(cli, o) && !takes(mode, o->name))
				return fail(mode, o->name, err);
	return 0;
}

const struct cli_sync_mode *cli_sync_mode_find(const struct cli_call *cli,
					       const struct cli_sync_mode *modes, struct prov_err *err)
{
	while (modes->option && !is_given(cli, modes->option))
		modes++;
	return check(cli, modes, err) < 0 ? NULL : modes;
}
