/* SPDX-License-Identifier: Apache-2.0 */
/*
 * serverconf_write.c - configuration of servers into a folder
 *
 * A file has its mode and its group before it has its content, and is made by nobody else.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <prov/serverconf.h>

#include "libprov/model/model.h"

static bool is_empty(int fd)
{
	DIR *dir = fdopendir(dup(fd));
	struct dirent *e;
	int count = 0;

	while (dir && (e = readdir(dir)))
		count += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
	if (dir)
		closedir(dir);
	return dir && count == 0;
}

static int check_folder(int fd, const char *folder, struct prov_err *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return prov_fail_errno(err, PROV_E_CONFIG, "cannot look at \"%s\"", folder);
	if (st.st_uid != geteuid() || (st.st_mode & (S_IWGRP | S_IWOTH)))
		return prov_fail(err, PROV_E_CONFIG, "\"%s\" is not ours alone: others may write in "
				 "it", folder);
	if (is_empty(fd))
		return 0;
	prov_fail(err, PROV_E_CONFIG, "\"%s\" is not empty", folder);
	return prov_err_hint(err, "another folder, or remove what is in it");
}

static int open_folder(const char *folder, int *fd, struct prov_err *err)
{
	if (mkdir(folder, 0755) < 0 && errno != EEXIST)
		return prov_fail_errno(err, PROV_E_CONFIG, "cannot make folder \"%s\"", folder);
	*fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (*fd < 0)
		return prov_fail_errno(err, PROV_E_CONFIG, "cannot open folder \"%s\"", folder);
	return check_folder(*fd, folder, err);
}

/* Root gives it to the group of the server, if there is one; others cannot, and keep it for themselves. */
static int give(int fd, const struct prov_serverconf *conf, bool secret)
{
	struct group *group = geteuid() == 0 ? getgrnam(conf->server->os_user) : NULL;

	if (!secret)
		return fchmod(fd, 0644);
	if (!group)
		return fchmod(fd, 0600);
	return fchown(fd, (uid_t)-1, group->gr_gid) < 0 ? -1 : fchmod(fd, 0640);
}

static bool put(int fd, const char *text)
{
	size_t len = strlen(text);

	while (len) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno != EINTR)
			return false;
		text += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
	return fsync(fd) == 0;
}

static int write_file(int dir, const struct prov_serverconf *conf, const struct prov_serverconf_file *file,
		      const char *folder, struct prov_err *err)
{
	int fd = openat(dir, file->name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	bool ok = fd >= 0 && give(fd, conf, file->secret) == 0 && put(fd, file->text);

	if (fd >= 0)
		ok = close(fd) == 0 && ok;
	return ok ? 0 : prov_fail_errno(err, PROV_E_IO, "cannot write \"%s/%s\"", folder, file->name);
}

int prov_serverconf_write(const struct prov_serverconf *conf, const char *folder, struct prov_err *err)
{
	int dir = -1, rc = open_folder(folder, &dir, err);

	for (size_t i = 0; rc == 0 && i < conf->count; i++)
		rc = write_file(dir, conf, &conf->files[i], folder, err);
	if (dir >= 0)
		close(dir);
	return rc;
}
