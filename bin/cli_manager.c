/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_manager.c - tells the service manager what a long command does, as sd_notify(3) has it
 *
 * A datagram to the socket that $NOTIFY_SOCKET names: two system calls, for which no command has to load a
 * library. Nobody waits for an answer, and a manager that does not listen keeps nothing from being done.
 */
#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "bin/cli.h"

/* A path, or with "@" a name without one. 0: it is neither. */
static socklen_t address_of(const char *name, struct sockaddr_un *address)
{
	size_t len = name ? strlen(name) : 0;

	if (len < 2 || len >= sizeof(address->sun_path) || (name[0] != '/' && name[0] != '@'))
		return 0;
	memcpy(address->sun_path, name, len);
	if (name[0] == '@')
		address->sun_path[0] = '\0';
	return (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
}

bool cli_manager_listens(void)
{
	const char *name = getenv("NOTIFY_SOCKET");

	return name && *name;
}

void cli_manager_tell(const char *text, size_t len)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	socklen_t size = address_of(getenv("NOTIFY_SOCKET"), &address);
	int fd = size ? socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0) : -1;

	if (fd < 0)
		return;
	sendto(fd, text, len, MSG_NOSIGNAL, (const struct sockaddr *)(const void *)&address, size);
	close(fd);
}
