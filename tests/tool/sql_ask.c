/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_ask - asks the database in a session that sql_server keeps
 *
 *	sql_ask SOCKET DATABASE STATEMENTS	what psql -X -q -A -t -d DATABASE -c STATEMENTS does
 *
 * In a tenth of the time. PGHOST, PGUSER and PGOPTIONS say where and as whom. Without any library: it starts
 * thousands of times in a run.
 */
#include "sql_ask.h"

static const char *of_environment(const char *name)
{
	const char *value = getenv(name);

	return value ? value : "";
}

/* The text of a question: what stands in values, with a NUL behind each. */
static char *join(const char *const values[], size_t count, size_t *len)
{
	char *text = NULL;

	*len = 0;
	for (size_t i = 0; i < count; i++) {
		size_t more = strlen(values[i]) + 1;

		text = realloc(text, *len + more);
		memcpy(text + *len, values[i], more);
		*len += more;
	}
	return text;
}

static bool send_head(int fd, const struct ask_head *head)
{
	const int streams[2] = { STDOUT_FILENO, STDERR_FILENO };
	char control[CMSG_SPACE(sizeof(streams))] = { 0 };
	struct iovec part = { .iov_base = (void *)(uintptr_t)head, .iov_len = sizeof(*head) };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control,
				  .msg_controllen = sizeof(control) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&message);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(streams));
	memcpy(CMSG_DATA(c), streams, sizeof(streams));
	return sendmsg(fd, &message, 0) == sizeof(*head);
}

static bool send_text(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t sent = send(fd, text, len, MSG_NOSIGNAL);

		if (sent < 0)
			return false;
		text += sent;
		len -= (size_t)sent;
	}
	return true;
}

int main(int argc, char **argv)
{
	struct sockaddr_un address;
	struct ask_head head;
	unsigned char status;
	char *text;
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (argc != 4 || !ask_address(&address, argv[1])) {
		fputs("usage: sql_ask SOCKET DATABASE STATEMENTS\n", stderr);
		return 2;
	}
	const char *const values[] = { of_environment("PGHOST"), of_environment("PGUSER"), argv[2],
				       of_environment("PGOPTIONS"), argv[3] };

	text = join(values, 5, &head.len);
	head.place_len = head.len - strlen(argv[3]) - 1;
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0 || !send_head(fd, &head) ||
	    !send_text(fd, text, head.len) || recv(fd, &status, 1, 0) != 1) {
		perror("sql_ask");
		return 2;
	}
	return status;
}
