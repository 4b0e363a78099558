/* SPDX-License-Identifier: Apache-2.0 */
/* sql_ask.h - how sql_ask puts a question to sql_server */
#ifndef SQL_ASK_H
#define SQL_ASK_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* In front of the text, and with it standard output and standard error as SCM_RIGHTS. The answer is a byte,
 * the exit status. */
struct ask_head {
	size_t len;		/* of the text */
	size_t place_len;	/* of its begin: host, user, database and options, with a NUL behind each */
};

static inline bool ask_address(struct sockaddr_un *address, const char *path)
{
	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	return (size_t)snprintf(address->sun_path, sizeof(address->sun_path), "%s", path) <
		sizeof(address->sun_path);
}

#endif
