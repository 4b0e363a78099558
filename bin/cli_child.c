/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_child.c - another program: started without a shell, fed, bounded, and read to its end
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bin/cli_child.h"

struct pipes {
	pid_t pid;
	int in, out, errors;		/* our ends; -1: closed */
	const char *input;
	size_t left;
};

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static _Noreturn void run(const char *const *argv, int in, int out, int errors)
{
	sigset_t none;

	for (int sig = 1; sig < NSIG; sig++)
		signal(sig, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0 && dup2(errors, STDERR_FILENO) >= 0)
		execv(argv[0], (char *const *)argv);
	_exit(127);
}

static int start(const struct cli_child *child, struct pipes *p, struct prov_err *err)
{
	int in[2] = { -1, -1 }, out[2] = { -1, -1 }, errors[2] = { -1, -1 };

	*p = (struct pipes){ .pid = -1, .input = child->input, .left = child->input_len };
	if (pipe2(in, O_CLOEXEC) == 0 && pipe2(out, O_CLOEXEC) == 0 && pipe2(errors, O_CLOEXEC) == 0)
		p->pid = fork();
	if (p->pid == 0)
		run(child->argv, in[0], out[1], errors[1]);
	close_end(&in[0]);
	close_end(&out[1]);
	close_end(&errors[1]);
	p->in = in[1];
	p->out = out[0];
	p->errors = errors[0];
	if (p->pid > 0) {
		fcntl(p->in, F_SETFL, O_NONBLOCK);
		return 0;
	}
	prov_fail_errno(err, PROV_E_IO, "cannot start %s", child->argv[0]);
	close_end(&p->in);
	close_end(&p->out);
	close_end(&p->errors);
	return -1;
}

/* A program that reads no more tells by its exit status why: no signal of a pipe ends us for it. */
static void feed(struct pipes *p)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, old;
	ssize_t n;

	sigaction(SIGPIPE, &ignore, &old);
	n = p->left ? write(p->in, p->input, p->left) : 0;
	sigaction(SIGPIPE, &old, NULL);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	p->input += n > 0 ? n : 0;
	p->left -= n > 0 ? (size_t)n : p->left;
	if (!p->left)
		close_end(&p->in);
}

static void take(int *fd, struct prov_str *into, size_t max)
{
	char buf[4096];
	const ssize_t n = read(*fd, buf, sizeof(buf));

	if (n > 0 && into->len < max)
		prov_str_add_len(into, buf, (size_t)n < max - into->len ? (size_t)n : max - into->len);
	else if (n == 0 || (n < 0 && errno != EINTR))
		close_end(fd);
}

/* Until it has closed both; false: its time is over. */
static bool talk(struct cli_child *child, struct pipes *p)
{
	const long long end = prov_clock_ms() + child->seconds * 1000LL;

	while (p->out >= 0 || p->errors >= 0) {
		struct pollfd fds[] = { { p->in, POLLOUT, 0 }, { p->out, POLLIN, 0 },
					{ p->errors, POLLIN, 0 } };
		const long long left = end - prov_clock_ms();

		if (left <= 0)
			return false;
		if (poll(fds, COUNT(fds), (int)left) <= 0)
			continue;
		if (fds[0].revents)
			feed(p);
		if (fds[1].revents)
			take(&p->out, &child->out, child->max);
		if (fds[2].revents)
			take(&p->errors, &child->errors, child->max);
	}
	return true;
}

int cli_child(struct cli_child *child, struct prov_err *err)
{
	struct pipes p;
	int status = 0;
	bool in_time;

	if (start(child, &p, err) < 0)
		return -1;
	in_time = talk(child, &p);
	if (!in_time)
		kill(p.pid, SIGKILL);
	close_end(&p.in);
	close_end(&p.out);
	close_end(&p.errors);
	while (waitpid(p.pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (!in_time)
		return prov_fail(err, PROV_E_TIMEOUT, "%s had not ended after %d seconds", child->argv[0],
				 child->seconds);
	if (!WIFEXITED(status))
		return prov_fail(err, PROV_E_IO, "%s was ended by a signal", child->argv[0]);
	if (WEXITSTATUS(status) == 127)
		return prov_fail(err, PROV_E_IO, "%s cannot be run", child->argv[0]);
	return WEXITSTATUS(status);
}
