/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap_pipe.c - writing to a server that is gone must not end the process
 *
 * libldap writes with write(), so a broken connection would raise SIGPIPE. Programs keep that
 * signal for their own output (prov listuser | head), so it is held back around the calls that
 * write, in this thread only, and what came meanwhile is taken away, as libpq does it.
 */
#include <signal.h>
#include <time.h>

#include "ldap/client/ldap_int.h"

static void only_pipe(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGPIPE);
}

void prov_ldap_pipe_hold(struct prov_ldap_pipe *pipe)
{
	sigset_t set, pending;

	only_pipe(&set);
	sigpending(&pending);
	pipe->was_pending = sigismember(&pending, SIGPIPE) == 1;
	pthread_sigmask(SIG_BLOCK, &set, &pipe->before);
}

void prov_ldap_pipe_release(struct prov_ldap_pipe *pipe)
{
	static const struct timespec now;
	sigset_t set;

	only_pipe(&set);
	if (!pipe->was_pending)
		sigtimedwait(&set, NULL, &now);
	pthread_sigmask(SIG_SETMASK, &pipe->before, NULL);
}
