/* SPDX-License-Identifier: Apache-2.0 */
/*
 * settings.c - prints the settings table as prov.conf(5) has to list it, in mdoc; with a file as
 * argument: loads that
 */
#include <stdio.h>

#include <prov/config.h>

#include "libprov/base/base.h"

/* A backslash would be taken for an escape by mandoc. */
static void print_escaped(const char *text)
{
	for (; *text; text++)
		if (*text == '\\')
			fputs("\\e", stdout);
		else
			putchar(*text);
}

static int print_table(void)
{
	struct prov_setting_info info;

	for (size_t i = 0; prov_config_setting(i, &info); i++) {
		const char *quote = strcmp(info.type, "string") == 0 ? "\"" : "";

		printf(".It Ic %s\n%s", info.key, info.type);
		if (*info.range)
			printf(", %s", info.range);
		if (*info.def) {
			printf("; default %s", quote);
			print_escaped(info.def);
			printf("%s", quote);
		}
		puts(".");
	}
	return ferror(stdout) || fflush(stdout) != 0;
}

int main(int argc, char **argv)
{
	PROV_CLEANUP(prov_config_freep) struct prov_config *config = NULL;
	struct prov_err err = PROV_ERR_INIT;

	if (argc < 2)
		return print_table();
	if (prov_config_load(argv[1], &config, &err) == 0)
		return 0;
	fprintf(stderr, "%s\n%s\n", err.msg, err.detail);
	return 1;
}
