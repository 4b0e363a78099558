/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_cancel.c - stopping at the server what is not waited for any more
 *
 * Who only closes the connection leaves a server process in the queue for a lock: it looks at its
 * client when it has got it. PQcancel() may be called from a signal handler, which is what
 * prov_sql_cancel_now() is for; but it waits for an answer that a frozen server never gives.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sql/sql_int.h"

#define CANCEL_MS 2000		/* for the server to hear of it */

/* The slot is empty while the handle is none: a signal may come at any moment. */
void prov_sql_cancel_set(struct prov_sql *db)
{
	prov_sql_cancel_clear(db);
	db->cancel = PQgetCancel(db->conn);
	if (db->params.cancel)
		*db->params.cancel = db->cancel;
}

void prov_sql_cancel_clear(struct prov_sql *db)
{
	if (db->params.cancel)
		*db->params.cancel = NULL;
	PQfreeCancel(db->cancel);
	db->cancel = NULL;
}

void prov_sql_cancel_now(void *handle)
{
	char reason[256];

	if (handle)
		PQcancel(handle, reason, sizeof(reason));
}

/* What is allowed in a signal handler is allowed in the child of a program with threads, too. */
static pid_t start_child(struct prov_sql *db, int end)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	close(end);
	prov_sql_cancel_now(db->cancel);
	_exit(0);
}

/* In a process of its own, which can be ended. It holds the other end of a pipe until it is done. */
void prov_sql_cancel(struct prov_sql *db)
{
	long long until = prov_clock_ms() + CANCEL_MS, left = CANCEL_MS;
	int fds[2];
	pid_t pid;

	if (!db->cancel || pipe2(fds, O_CLOEXEC) < 0)
		return;
	pid = start_child(db, fds[0]);
	close(fds[1]);
	while (pid > 0 && left > 0 && poll(&(struct pollfd){ fds[0], POLLIN, 0 }, 1, (int)left) < 0 &&
	       errno == EINTR)
		left = until - prov_clock_ms();
	close(fds[0]);
	if (pid < 0)
		return;
	kill(pid, SIGKILL);
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		continue;
}
