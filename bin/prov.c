/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov - runs the other programs: prov createuser ... ; prov help lists them by kind
 *
 * They live in a folder of their own, libexec/prov, because PostgreSQL owns /usr/bin/createuser.
 */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bin/cli.h"

static const struct { const char *kind, *name, *summary; } programs[] = {
	{ "Contexts", "createcontext", "create a context together with its admin" },
	{ "Contexts", "deletecontext", "delete a context and all that belongs to it" },
	{ "Contexts", "listcontext", "list contexts" },
	{ "Contexts", "getmoduleaccessforcontext", "show what a context's admin may use" },
	{ "Users", "createuser", "create a user" },
	{ "Users", "changeuser", "change a user" },
	{ "Users", "deleteuser", "delete a user" },
	{ "Users", "listuser", "list the users of a context" },
	{ "Users", "getaccesscombinationnameforuser", "show the name of a user's modules" },
	{ "Groups", "listgroup", "list the groups of a context" },
	{ "Directory", "ldapsync", "make users and groups equal to a directory" },
	{ "Directory", "ldapbase", "print the LDAP base DN" },
	{ "Directory", "ucr", "read the registry of a UCS system" },
	{ "Directory", "univention-config-registry", "the same by its long name" },
	{ "Licence", "licence", "request, show, verify and sign licences" },
	{ "Database", "provdb", "init, start, stop, status, migrate, check, master, config" },
};

static int help(struct prov_err *err)
{
	const char *kind = "";

	printf("Usage: prov PROGRAM [OPTION...]\n       prov help [PROGRAM]\n\n"
	       "  -h, --help                        this list\n"
	       "      --version                     show the version\n");
	for (size_t i = 0; i < COUNT(programs); i++) {
		if (strcmp(kind, programs[i].kind) != 0)
			printf("\n%s\n", programs[i].kind);
		kind = programs[i].kind;
		printf("  %-34s%s\n", programs[i].name, programs[i].summary);
	}
	return fflush(stdout) == EOF ? prov_fail_errno(err, PROV_E_IO, "cannot write") : 0;
}

/* The folder of the programs is the one that has provdb: libexec/prov as seen from an installed prov,
 * or its own in a build tree. Beside an installed one is PostgreSQL's createuser. */
static char *find_program(const char *name)
{
	static const char *const folders[] = { PROV_LIBEXEC_FROM_BIN "/", "" };
	char self[4096];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);

	self[len > 0 ? len : 0] = '\0';
	for (size_t i = 0; len > 0 && i < COUNT(folders); i++) {
		int folder = (int)(strrchr(self, '/') + 1 - self);
		PROV_CLEANUP(prov_freep) char *mark =
			prov_asprintf("%.*s%sprovdb", folder, self, folders[i]);

		if (access(mark, X_OK) == 0)
			return prov_asprintf("%.*s%s%s", folder, self, folders[i], name);
	}
	return prov_asprintf("%s/%s", PROV_LIBEXECDIR, name);
}

static int dispatch(const char *name, char **argv, struct prov_err *err)
{
	for (size_t i = 0; i < COUNT(programs); i++)
		if (strcmp(name, programs[i].name) == 0) {
			PROV_CLEANUP(prov_freep) char *path = find_program(name);

			execv(path, argv);
			return prov_fail_errno(err, PROV_E_INTERNAL, "cannot run %s", path);
		}
	prov_fail(err, PROV_E_UNKNOWN_OPTION, "there is no program \"%s\"", name);
	return prov_err_hint(err, "prov help lists them");
}

int main(int argc, char **argv)
{
	static const struct cli_spec spec = { .name = "prov", .kind = CLI_PLAIN };
	static char help_option[] = "--help";
	struct prov_err err = PROV_ERR_INIT;
	struct cli cli = { .spec = &spec };
	const char *word = argc > 1 ? argv[1] : "help";

	if (strcmp(word, "--version") == 0)
		return cli_print(&err, "prov %s", PROV_VERSION) < 0 ? cli_report(&cli, &err) : 0;
	if (strcmp(word, "help") == 0 && argc > 2)
		dispatch(argv[2], (char *[]){ argv[2], help_option, NULL }, &err);
	else if (strcmp(word, "help") == 0 || strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
		return help(&err) < 0 ? cli_report(&cli, &err) : 0;
	else
		dispatch(word, argv + 1, &err);
	return cli_report(&cli, &err);
}
