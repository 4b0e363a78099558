/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notify_wake.c - how a change wakes who delivers
 *
 * A byte to a socket: it costs a change some microseconds after its COMMIT, where a deliverer is
 * configured, and cannot fail it. LISTEN and NOTIFY would reach other machines, too, but each NOTIFY
 * makes the COMMITs of the whole database go one after the other, a listener that stands still fills the
 * server's queue until changes fail, and behind a pooler nothing arrives. Who is on another machine is
 * found by the next look (--interval).
 *
 * The socket has no file: root follows no name in a folder that is not its own, and nothing is left of
 * one that was killed. Another process that takes its name can keep it from waking us: then there is the
 * next look.
 */
#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "libprov/notify/notify.h"

/* By the database, so that two installations of one machine have two. */
static socklen_t find_address(const struct prov_config *config, struct sockaddr_un *address)
{
	PROV_CLEANUP(prov_freep) char *home = prov_sql_home_path();
	const char *database = config->database_conninfo[0] ? config->database_conninfo : home;
	unsigned long long hash = prov_hash_text(PROV_HASH_INIT, database);

	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 +
			   (size_t)snprintf(address->sun_path + 1, sizeof(address->sun_path) - 1,
					    "prov-notify-%016llx", hash));
}

static int new_socket(void)
{
	return socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

int prov_notify_wake_open(const struct prov_config *config)
{
	struct sockaddr_un address;
	socklen_t len = find_address(config, &address);
	int fd = new_socket();

	if (fd >= 0 && bind(fd, (const struct sockaddr *)(const void *)&address, len) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

void prov_notify_wake_drain(int fd)
{
	char byte;

	while (recv(fd, &byte, 1, 0) >= 0)
		continue;
}

void prov_notify_wake(const struct prov_config *config)
{
	struct sockaddr_un address;
	socklen_t len;
	int fd;

	if (!config->deliverer_count)
		return;
	len = find_address(config, &address);
	fd = new_socket();
	if (fd < 0)
		return;
	sendto(fd, "", 1, MSG_NOSIGNAL, (const struct sockaddr *)(const void *)&address, len);
	close(fd);
}
