/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_signal.c - Ctrl-C: the statement is stopped at the server, then the signal does what it always does
 *
 * Everything in the handlers is async-signal-safe. Each signal is handled once: the second Ctrl-C
 * ends the program at once, and so does the alarm where the server is frozen.
 */
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "bin/cli.h"

#define SECONDS 2	/* for the server to hear of it */

static struct prov_cancel cancel;
static volatile sig_atomic_t caught;
static int request = -1;

static void on_alarm(int sig)
{
	(void)sig;
	raise(caught);
}

static void on_signal(int sig)
{
	struct sigaction late = { .sa_handler = on_alarm };

	caught = sig;
	sigaction(SIGALRM, &late, NULL);
	alarm(SECONDS);
	prov_cancel(&cancel);
	raise(sig);
}

struct prov_cancel *cli_signal_watch(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	/* Reset before the handler runs, and not blocked in it: raise() is the end. */
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESETHAND | SA_NODEFER };

	for (size_t i = 0; i < COUNT(signals); i++) {
		struct sigaction old;

		/* What the caller ignores (nohup, a job in the background) stays ignored. */
		if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler == SIG_DFL)
			sigaction(signals[i], &action, NULL);
	}
	return &cancel;
}

/* ---- a request ---- */

static void on_request(int sig)
{
	static const unsigned long long one = 1;
	ssize_t ignored = write(request, &one, sizeof(one));

	(void)sig;
	(void)ignored;
}

int cli_signal_request(struct prov_err *err)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = on_request, .sa_flags = SA_RESETHAND };

	if (request < 0)
		request = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (request < 0)
		return prov_fail_errno(err, PROV_E_INTERNAL, "cannot wait for signals");
	for (size_t i = 0; i < COUNT(signals); i++) {
		struct sigaction old;

		if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	}
	return request;
}
