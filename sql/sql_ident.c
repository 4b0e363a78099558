/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_ident.c - pg_ident.conf of the private database: which user of the system may be which role
 *
 * It is read as it is, and another one takes its place as a whole: what else is in it stays.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "sql/sql_ident.h"
#include "sql/sql_int.h"

#define IDENT_BYTES 1000000

static void add_role(const struct prov_sql_user *user, const char *role, struct prov_str *ident)
{
	prov_str_addf(ident, "prov \"%s\" %s\n", user->name, role);
	if (user->uid != 0)
		prov_str_addf(ident, "prov root %s\n", role);
}

void prov_sql_ident_add(const struct prov_sql_user *user, struct prov_str *ident)
{
	static const char *const roles[] = { "postgres", "prov_owner", "prov", "prov_reader" };

	for (size_t i = 0; i < COUNT(roles); i++)
		add_role(user, roles[i], ident);
}

/* Does the line end with this word? */
static bool is_about(const char *line, size_t len, const char *role)
{
	size_t n = strlen(role);

	return len > n && line[len - n - 1] == ' ' && memcmp(line + len - n, role, n) == 0;
}

static int put(const char *path, const struct prov_str *text, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *fresh = prov_asprintf("%s.new", path);
	int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool ok = fd >= 0 && write(fd, text->p, text->len) == (ssize_t)text->len && fsync(fd) == 0;

	if (fd >= 0)
		ok = close(fd) == 0 && ok;
	if (ok && rename(fresh, path) == 0)
		return 0;
	return prov_fail_errno(err, PROV_E_IO, "cannot write \"%s\"", path);
}

int prov_sql_ident_allow(const struct prov_sql_cluster *c, struct prov_err *err)
{
	const struct prov_sql_ident *what = c->with;
	PROV_CLEANUP(prov_freep) char *path = prov_asprintf("%s/pg_ident.conf", c->data);
	PROV_CLEANUP(prov_str_fini) struct prov_str old = PROV_STR_INIT, text = PROV_STR_INIT;

	if (prov_file_read(path, IDENT_BYTES, &old, err) < 0)
		return -1;
	for (const char *line = old.p ? old.p : ""; *line; ) {
		size_t len = strcspn(line, "\n");

		if (!is_about(line, len, what->role))
			prov_str_addf(&text, "%.*s\n", (int)len, line);
		line += len + (line[len] == '\n');
	}
	if (what->os_user)
		add_role(c->user, what->role, &text);
	if (what->os_user && strcmp(what->os_user, c->user->name) != 0 && strcmp(what->os_user, "root") != 0)
		prov_str_addf(&text, "prov \"%s\" %s\n", what->os_user, what->role);
	return put(path, &text, err);
}
