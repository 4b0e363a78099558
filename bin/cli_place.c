/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_place.c - where the files are that were installed with this program
 *
 * By the place of the program itself, and not by a path of the build: so a tree that is installed
 * elsewhere, or not at all, has its own.
 */
#include <unistd.h>

#include "bin/cli_child.h"

char *cli_place(const char *below)
{
	char self[4096];
	const ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash;

	if (len < 0)
		return NULL;
	self[len] = '\0';
	slash = strrchr(self, '/');
	return prov_asprintf("%.*s/%s", (int)(slash ? slash - self : 0), self, below);
}
