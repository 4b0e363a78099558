/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_process.c - work and programs with the rights of the private database's user
 *
 * Root neither writes nor follows a name below a folder that belongs to somebody else: a process that
 * has given up its rights does. No shell stands between us and a program, so a path is never read by
 * one.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sql/sql_process.h"

static void take(const struct passwd *pw, struct prov_sql_user *user)
{
	user->uid = pw->pw_uid;
	user->gid = pw->pw_gid;
	snprintf(user->name, sizeof(user->name), "%s", pw->pw_name);
}

static int ourselves(struct prov_sql_user *user, struct prov_err *err)
{
	struct passwd *pw = getpwuid(geteuid());

	user->drop = false;
	if (!pw)
		return prov_fail(err, PROV_E_CONFIG, "the user with the id %u has no name on this system",
				 (unsigned)geteuid());
	take(pw, user);
	return 0;
}

int prov_sql_process_user(const char *os_user, struct prov_sql_user *user, struct prov_err *err)
{
	struct passwd *pw;

	if (geteuid() != 0)
		return ourselves(user, err);
	pw = getpwnam(os_user);
	if (!pw) {
		prov_fail(err, PROV_E_CONFIG, "there is no user \"%s\" on this system", os_user);
		return prov_err_hint(err, "install PostgreSQL, or set database.os_user in prov.conf");
	}
	user->drop = true;
	take(pw, user);
	if (user->uid == 0)
		return prov_fail(err, PROV_E_CONFIG, "database.os_user must not be root: PostgreSQL "
				 "refuses to run as root");
	return 0;
}

int prov_sql_process_owner(uid_t owner, struct prov_sql_user *user, struct prov_err *err)
{
	struct passwd *pw;

	if (geteuid() != 0)
		return ourselves(user, err);
	pw = getpwuid(owner);
	if (!pw)
		return prov_fail(err, PROV_E_CONFIG, "the owner of the data folder, the user with the id "
				 "%u, has no name on this system", (unsigned)owner);
	user->drop = true;
	take(pw, user);
	return 0;
}

/* ---- work as that user ---- */

struct answer {
	int rc;
	struct prov_err err;
};

static bool read_answer(int fd, struct answer *answer)
{
	size_t have = 0;

	while (have < sizeof(*answer)) {
		ssize_t n = read(fd, (char *)answer + have, sizeof(*answer) - have);

		if (n == 0 || (n < 0 && errno != EINTR))
			return false;
		have += n > 0 ? (size_t)n : 0;
	}
	return true;
}

static void write_answer(int fd, const struct answer *answer)
{
	size_t sent = 0;

	while (sent < sizeof(*answer)) {
		ssize_t n = write(fd, (const char *)answer + sent, sizeof(*answer) - sent);

		if (n < 0 && errno != EINTR)
			return;
		sent += n > 0 ? (size_t)n : 0;
	}
}

static int drop_rights(const struct prov_sql_user *user, struct prov_err *err)
{
	if (!user->drop || (initgroups(user->name, user->gid) == 0 && setgid(user->gid) == 0 &&
			    setuid(user->uid) == 0))
		return 0;
	return prov_fail_errno(err, PROV_E_INTERNAL, "cannot become the user %s", user->name);
}

/* Who is killed must not go on working behind the back of the next one. A change of the user would
 * take the signal back: it is asked for after that. */
static void end_with(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(0);
}

static _Noreturn void work(const struct prov_sql_user *user, pid_t parent,
			   int (*fn)(void *data, struct prov_err *err), void *data, int out)
{
	struct answer answer = { -1, PROV_ERR_INIT };

	signal(SIGCHLD, SIG_DFL);
	umask(022);
	if (drop_rights(user, &answer.err) == 0) {
		end_with(parent);
		if (chdir("/") < 0)
			prov_fail_errno(&answer.err, PROV_E_INTERNAL, "cannot enter \"/\"");
		else
			answer.rc = fn(data, &answer.err);
	}
	write_answer(out, &answer);
	_exit(0);
}

static void reap(pid_t pid, int *status)
{
	while (waitpid(pid, status, 0) < 0 && errno == EINTR)
		continue;
}

int prov_sql_process_as(const struct prov_sql_user *user, int (*fn)(void *data, struct prov_err *err),
			void *data, struct prov_err *err)
{
	struct answer answer;
	bool answered = false;
	pid_t self = getpid(), pid;
	int fds[2], status;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return prov_fail_errno(err, PROV_E_INTERNAL, "cannot make a pipe");
	pid = fork();
	if (pid == 0) {
		close(fds[0]);
		work(user, self, fn, data, fds[1]);
	}
	close(fds[1]);
	if (pid > 0) {
		answered = read_answer(fds[0], &answer);
		reap(pid, &status);
	}
	close(fds[0]);
	if (pid < 0)
		return prov_fail_errno(err, PROV_E_INTERNAL, "cannot start a process");
	if (!answered)
		return prov_fail(err, PROV_E_INTERNAL, "the process that works on the private database was "
				 "ended");
	if (answer.rc < 0)
		*err = answer.err;
	return answer.rc;
}

/* ---- programs ---- */

/* Whatever else the caller has open, a lock perhaps, ends with the caller. */
static void close_others(int keep)
{
	if (keep > STDERR_FILENO) {
		if (keep > STDERR_FILENO + 1)
			close_range(STDERR_FILENO + 1, (unsigned)keep - 1, 0);
		close_range((unsigned)keep + 1, ~0U, 0);
	} else {
		close_range(STDERR_FILENO + 1, ~0U, 0);
	}
}

/* In the child: nothing but system calls and exec. PostgreSQL wants to know who started who starts it:
 * a pid file that names a process of ours is left over from before a reboot. */
static _Noreturn void child(char *const argv[], char *grandparent, int out, int keep)
{
	char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin", lang[] = "LC_ALL=C.UTF-8";
	char *const env[] = { path, lang, grandparent, NULL };
	int null = open("/dev/null", O_RDONLY);

	if (null < 0 || dup2(null, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0)
		_exit(126);
	if (keep >= 0 && fcntl(keep, F_SETFD, 0) < 0)
		_exit(126);
	close_others(keep);
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

/* The reason stands in the last lines: as many as there is room for. */
static void add_last_lines(const struct prov_str *output, struct prov_err *err)
{
	size_t end = output->len, room = sizeof(err->detail) - 1, begin;

	while (end && (output->p[end - 1] == '\n' || output->p[end - 1] == ' '))
		end--;
	begin = end > room ? end - room : 0;
	if (begin) {
		const char *line = memchr(output->p + begin, '\n', end - begin);

		begin = line ? (size_t)(line + 1 - output->p) : begin;
	}
	while (begin < end) {
		const char *line = output->p + begin, *stop = memchr(line, '\n', end - begin);
		size_t len = stop ? (size_t)(stop - line) : end - begin;

		prov_err_detail_line(err, "%.*s", (int)len, line);
		begin += len + 1;
	}
}

static int fail_program(const char *program, struct prov_err *err)
{
	prov_fail(err, PROV_E_UNAVAILABLE, "cannot run %s", program);
	prov_err_stays(err);
	return prov_err_hint(err, "install PostgreSQL 15 or newer (Debian: postgresql-15)");
}

int prov_sql_process_judge(int status, const char *program, const struct prov_str *output,
			   struct prov_err *err)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return fail_program(program, err);
	prov_fail(err, PROV_E_UNAVAILABLE, "%s failed", program);
	prov_err_stays(err);
	add_last_lines(output, err);
	return -1;
}

int prov_sql_process_run(char *const argv[], int keep, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str out = PROV_STR_INIT;
	int fds[2], status = 0;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return prov_fail_errno(err, PROV_E_INTERNAL, "cannot make a pipe");
	pid = fork();
	if (pid == 0)
		child(argv, NULL, fds[1], keep);
	close(fds[1]);
	if (pid > 0) {
		read_output(fds[0], &out);
		reap(pid, &status);
	}
	close(fds[0]);
	if (pid < 0)
		return prov_fail_errno(err, PROV_E_INTERNAL, "cannot start %s", argv[0]);
	return prov_sql_process_judge(status, argv[0], &out, err);
}

int prov_sql_process_start(char *const argv[], int log, pid_t *pid, struct prov_err *err)
{
	char grandparent[40];

	snprintf(grandparent, sizeof(grandparent), "PG_GRANDPARENT_PID=%d", (int)getppid());
	*pid = fork();
	if (*pid == 0) {
		setsid();
		child(argv, grandparent, log, -1);
	}
	if (*pid < 0)
		return prov_fail_errno(err, PROV_E_INTERNAL, "cannot start %s", argv[0]);
	return 0;
}

/* The variables are those of child(), and what it takes to tell that it is ready. */
int prov_sql_process_become(const struct prov_sql_user *user, char *const argv[], struct prov_err *err)
{
	static const char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin", lang[] = "LC_ALL=C.UTF-8";
	const char *socket = getenv("NOTIFY_SOCKET");
	PROV_CLEANUP(prov_freep) char *notify = socket ? prov_asprintf("NOTIFY_SOCKET=%s", socket) : NULL;
	char *const env[] = { (char *)(uintptr_t)path, (char *)(uintptr_t)lang, notify, NULL };

	if (drop_rights(user, err) < 0)
		return -1;
	umask(022);
	if (chdir("/") < 0)
		return prov_fail_errno(err, PROV_E_INTERNAL, "cannot enter \"/\"");
	close_others(-1);
	execve(argv[0], argv, env);
	return fail_program(argv[0], err);
}
