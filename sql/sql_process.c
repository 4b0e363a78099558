/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_process.c - running PostgreSQL's own programs, as an unprivileged user when we are root
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sql/sql_process.h"

int prov_sql_process_user(const char *os_user, struct prov_sql_user *user, struct prov_err *err)
{
	struct passwd *pw;

	user->drop = geteuid() == 0;
	errno = 0;
	pw = user->drop ? getpwnam(os_user) : getpwuid(geteuid());
	if (!pw && !user->drop)
		return prov_fail(err, PROV_E_CONFIG, "the user with the id %u has no name on this system",
				 (unsigned)geteuid());
	if (!pw) {
		prov_fail(err, PROV_E_CONFIG, "there is no user \"%s\" on this system", os_user);
		return prov_err_hint(err, "install PostgreSQL, or set database.os_user in prov.conf");
	}
	user->uid = pw->pw_uid;
	user->gid = pw->pw_gid;
	snprintf(user->name, sizeof(user->name), "%s", pw->pw_name);
	if (user->drop && user->uid == 0)
		return prov_fail(err, PROV_E_CONFIG, "database.os_user must not be root: PostgreSQL "
				 "refuses to run as root");
	return 0;
}

/* In the child: nothing but system calls and exec. */
static _Noreturn void child(const struct prov_sql_user *user, char *const argv[], int out)
{
	char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin", lang[] = "LC_ALL=C.UTF-8";
	char *const env[] = { path, lang, NULL };
	int null = open("/dev/null", O_RDONLY);

	if (null < 0 || dup2(null, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0)
		_exit(126);
	if (user->drop && (initgroups(user->name, user->gid) < 0 || setgid(user->gid) < 0 ||
			   setuid(user->uid) < 0))
		_exit(126);
	if (chdir("/") < 0)
		_exit(126);
	execve(argv[0], argv, env);
	_exit(127);
}

static void read_output(int fd, struct prov_str *out)
{
	char buf[1024];
	ssize_t n;

	while ((n = read(fd, buf, sizeof(buf))) > 0 || (n < 0 && errno == EINTR))
		if (n > 0)
			prov_str_add_len(out, buf, (size_t)n);
}

static int judge(int status, const char *program, const struct prov_str *out, struct prov_err *err)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
		prov_fail(err, PROV_E_UNAVAILABLE, "cannot run %s", program);
		return prov_err_hint(err, "install PostgreSQL 15 or newer (Debian: postgresql-15)");
	}
	prov_fail(err, PROV_E_UNAVAILABLE, "%s failed", program);
	return prov_err_detail(err, "%s", out->p);
}

int prov_sql_process_run(const struct prov_sql_user *user, char *const argv[],
			 struct prov_str *out, struct prov_err *err)
{
	int fds[2], status = 0;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return prov_fail_errno(err, PROV_E_INTERNAL, "cannot make a pipe");
	pid = fork();
	if (pid == 0)
		child(user, argv, fds[1]);
	close(fds[1]);
	if (pid > 0) {
		read_output(fds[0], out);
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			continue;
	}
	close(fds[0]);
	if (pid < 0)
		return prov_fail_errno(err, PROV_E_INTERNAL, "cannot start %s", argv[0]);
	return judge(status, argv[0], out, err);
}
