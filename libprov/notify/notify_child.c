/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notify_child.c - the command of a deliverer: started without a shell, fed, bounded, and ended with all
 * it started
 *
 * It has a process group of its own, a clean environment, no descriptor but the three of every program,
 * and no rights of root. What it writes is read to the end and its last lines are kept, so that it never
 * waits for us. Its exit status is the receipt, whether it has read everything or not: who flushes all
 * needs no names.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "libprov/notify/notify.h"

#define KEPT 1000		/* bytes of what it wrote */
#define GRACE 5			/* seconds from asking it to end to ending it */

/* ---- who runs it ---- */

static int find_user(const struct prov_deliverer_config *config, struct passwd **user, struct prov_err *err)
{
	*user = NULL;
	if (!config->user[0])
		return 0;
	*user = getpwnam(config->user);
	return *user ? 0 : prov_fail(err, PROV_E_CONFIG,
				     "notify.%s.user: there is no user \"%s\" on this system",
				     config->name, config->user);
}

int prov_notify_child_check(const struct prov_deliverer_config *config, struct prov_err *err)
{
	struct passwd *user;

	if (find_user(config, &user, err) < 0)
		return -1;
	if (geteuid() == 0 && (!user || user->pw_uid == 0)) {
		prov_fail(err, PROV_E_CONFIG, "root does not run the command of deliverer \"%s\"",
			  config->name);
		return prov_err_hint(err, "Name who does with notify.%s.user in prov.conf.", config->name);
	}
	if (geteuid() != 0 && user && user->pw_uid != geteuid())
		return prov_fail(err, PROV_E_CONFIG, "only root and the user \"%s\" can run the command of "
				 "deliverer \"%s\" as its notify.%s.user", config->user, config->name,
					 config->name);
	return 0;
}

/* ---- in the child ---- */

static _Noreturn void give_up(const char *what)
{
	dprintf(STDERR_FILENO, "%s: %s\n", what, strerror(errno));
	_exit(127);
}

static void reset_signals(void)
{
	sigset_t none;

	for (int sig = 1; sig < NSIG; sig++)
		signal(sig, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static _Noreturn void run(const struct prov_deliverer_config *config, const struct passwd *user, pid_t parent,
			  int in, int out)
{
	PROV_CLEANUP(prov_freep) char *name = prov_asprintf("PROV_DELIVERER=%s", config->name);
	char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin", lang[] = "LC_ALL=C.UTF-8", home[] = "HOME=/";
	char *const env[] = { path, lang, home, name, NULL };
	char **argv = prov_alloc((config->command_count + 1) * sizeof(*argv));

	for (size_t i = 0; i < config->command_count; i++)
		argv[i] = (char *)config->command[i];
	setpgid(0, 0);
	reset_signals();
	if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(out, STDERR_FILENO) < 0)
		_exit(127);
	close_range(STDERR_FILENO + 1, ~0U, 0);
	umask(077);
	if (geteuid() == 0 && (!user || initgroups(user->pw_name, user->pw_gid) < 0 ||
			       setgid(user->pw_gid) < 0 || setuid(user->pw_uid) < 0))
		give_up(config->user);
	prctl(PR_SET_PDEATHSIG, SIGTERM);	/* after that: a change of the user takes it back */
	if (getppid() != parent || chdir("/") < 0)
		_exit(127);
	execve(argv[0], argv, env);
	give_up(argv[0]);
}

/* ---- in the parent ---- */

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

int prov_notify_child_start(struct prov_notify_child *child, const struct prov_deliverer_config *config,
			    const char *text, size_t len, struct prov_err *err)
{
	struct passwd *user;
	pid_t self = getpid();
	int in[2] = { -1, -1 }, out[2] = { -1, -1 };

	if (find_user(config, &user, err) < 0)
		return -1;
	*child = (struct prov_notify_child){ .pid = -1, .fd = -1, .text = text, .len = len,
		.output = PROV_STR_INIT, .seconds = config->timeout,
		.end_at = prov_clock_ms() + config->timeout * 1000LL };
	if (pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0)
		child->pid = fork();
	if (child->pid == 0)
		run(config, user, self, in[0], out[1]);
	if (child->pid > 0) {
		setpgid(child->pid, child->pid);
		child->fd = pidfd_open(child->pid, 0);
	}
	close_end(&in[0]);
	close_end(&out[1]);
	child->in = in[1];
	child->out = out[0];
	if (child->fd < 0) {
		prov_fail_errno(err, PROV_E_INTERNAL, "cannot start %s", config->command[0]);
		prov_notify_child_stop(child);
		return -1;
	}
	fcntl(child->in, F_SETFL, O_NONBLOCK);
	fcntl(child->out, F_SETFL, O_NONBLOCK);
	return 0;
}

/* A pipe that nobody reads is no reason for us to end. */
static ssize_t write_quietly(int fd, const char *p, size_t len)
{
	const struct timespec now = { 0, 0 };
	sigset_t pipe, old;
	ssize_t n;
	int error;

	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &pipe, &old);
	n = write(fd, p, len);
	error = errno;
	if (n < 0 && error == EPIPE && !sigismember(&old, SIGPIPE))
		sigtimedwait(&pipe, NULL, &now);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	errno = error;
	return n;
}

static void feed(struct prov_notify_child *child)
{
	while (child->in >= 0 && child->len) {
		ssize_t n = write_quietly(child->in, child->text, child->len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN)
			return;
		if (n < 0)
			child->len = 0;		/* it reads no more: how it ends will tell */
		child->text += n > 0 ? n : 0;
		child->len -= n > 0 ? (size_t)n : 0;
	}
	if (!child->len)
		close_end(&child->in);
}

/* The reason stands in the last lines. */
static void keep(struct prov_str *output, const char *p, size_t len)
{
	prov_str_add_len(output, p, len);
	if (output->len <= 8 * KEPT)
		return;
	memmove(output->p, output->p + output->len - KEPT, KEPT);
	prov_str_truncate(output, KEPT);
}

/* Not more than a pipe holds at a time: others wait. */
static void listen_to(struct prov_notify_child *child)
{
	char buf[4096];

	for (int i = 0; child->out >= 0 && i < 16; i++) {
		ssize_t n = read(child->out, buf, sizeof(buf));

		if (n > 0)
			keep(&child->output, buf, (size_t)n);
		else if (n == 0 || (errno != EAGAIN && errno != EINTR))
			close_end(&child->out);
		else
			return;
	}
}

static void signal_all(const struct prov_notify_child *child, int sig)
{
	if (child->pid > 0)
		kill(-child->pid, sig);
}

static void look_at_clock(struct prov_notify_child *child)
{
	if (prov_clock_ms() < child->end_at)
		return;
	signal_all(child, child->late ? SIGKILL : SIGTERM);
	child->killed = child->late;
	child->late = true;
	child->end_at = prov_clock_ms() + GRACE * 1000;
}

/* Its number stays its own until it is reaped, so that what it started can still be found by it. */
static bool has_ended(const struct prov_notify_child *child)
{
	siginfo_t info = { .si_pid = 0 };

	return waitid(P_PID, (id_t)child->pid, &info, WEXITED | WNOHANG | WNOWAIT) < 0 || info.si_pid != 0;
}

bool prov_notify_child_go_on(struct prov_notify_child *child)
{
	feed(child);
	listen_to(child);
	if (has_ended(child))
		return true;
	look_at_clock(child);
	return false;
}

static int reap(struct prov_notify_child *child)
{
	int status = 0;

	signal_all(child, SIGKILL);	/* what it has left behind in its group */
	while (child->pid > 0 && waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	listen_to(child);
	child->pid = -1;
	close_end(&child->fd);
	close_end(&child->in);
	close_end(&child->out);
	return status;
}

enum prov_notify_outcome prov_notify_child_end(struct prov_notify_child *child, struct prov_str *reason)
{
	int status = reap(child);

	if (child->late) {
		prov_str_addf(reason, "no end within %d seconds", child->seconds);
	} else if (WIFSIGNALED(status)) {
		prov_str_addf(reason, "ended by signal %d", WTERMSIG(status));
	} else if (WEXITSTATUS(status) == 0) {
		return PROV_NOTIFY_TOLD;
	} else {
		prov_str_addf(reason, "exit status %d", WEXITSTATUS(status));
		if (WEXITSTATUS(status) == EX_TEMPFAIL || WEXITSTATUS(status) == 127)
			return PROV_NOTIFY_LATER;
	}
	return PROV_NOTIFY_FAILED;
}

void prov_notify_child_stop(struct prov_notify_child *child)
{
	signal_all(child, SIGTERM);
	for (int i = 0; child->pid > 0 && child->fd >= 0 && !has_ended(child) && i < 20; i++) {
		struct pollfd p = { child->fd, POLLIN, 0 };

		poll(&p, 1, 100);
	}
	reap(child);
	prov_str_fini(&child->output);
}
