/* SPDX-License-Identifier: Apache-2.0 */
/*
 * zone.c - is there a time zone of this name? The system's files know
 */
#include <fcntl.h>
#include <unistd.h>

#include "libprov/base/base.h"

static const char folder[] = "/usr/share/zoneinfo/";

/* Names have no dot, so no way leads out of the folder. */
static bool has_shape(const char *name)
{
	static const char chars[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				    "0123456789/_+-";

	return name[0] && name[0] != '/' && strlen(name) <= 255 && strspn(name, chars) == strlen(name);
}

/* Not zones, but copies of others or of the machine's own. */
static bool is_other(const char *name)
{
	static const char *const others[] = { "posix/", "right/", "localtime", "posixrules" };

	for (size_t i = 0; i < COUNT(others); i++)
		if (strncmp(name, others[i], strlen(others[i])) == 0)
			return true;
	return false;
}

bool prov_zone_is_known(const char *name)
{
	PROV_CLEANUP(prov_freep) char *path = NULL;
	char magic[4] = "";
	int fd;

	if (!has_shape(name) || is_other(name))
		return false;
	path = prov_asprintf("%s%s", folder, name);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		path[sizeof(folder) - 1] = '\0';
		return access(path, X_OK) < 0;
	}
	if (read(fd, magic, sizeof(magic)) != sizeof(magic))
		magic[0] = '\0';
	close(fd);
	return memcmp(magic, "TZif", sizeof(magic)) == 0;
}

/* Third on each line of it: "DE<TAB>+5230+01322<TAB>Europe/Berlin". */
static const char list[] = "/usr/share/zoneinfo/zone.tab";

char *prov_zone_nearest(const char *name)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;
	size_t best_slips = prov_near_limit(name), best_len = 0;
	struct prov_err ignored = PROV_ERR_INIT;
	const char *best = NULL, *end;

	if (prov_file_read(list, 1 << 20, &text, &ignored) < 0)
		return NULL;
	for (const char *p = text.p; *p; p = *end ? end + 1 : end) {
		const char *field = p, *tab;
		size_t len, slips;

		end = p + strcspn(p, "\n");
		for (int i = 0; i < 2 && (tab = memchr(field, '\t', (size_t)(end - field))); i++)
			field = tab + 1;
		len = strcspn(field, "\t\n");
		slips = *p == '#' ? best_slips : prov_near_slips(name, field, len);
		if (slips < best_slips) {
			best = field;
			best_len = len;
			best_slips = slips;
		}
	}
	return best ? prov_strndup(best, best_len) : NULL;
}
