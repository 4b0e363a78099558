/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notify-sogo - a deliverer of prov notify: SOGo forgets what it has kept of users in memcached
 *
 *	notify: { sogo: { command = ( "/usr/libexec/prov/notify-sogo" ); user = "nobody"; }; };
 *
 * Reads events (docs/events.md) from standard input. SOGo keeps a user under each name by which it was
 * asked for, "anna@acme.example+attributes", with the hash of its password, its modules and addresses. The
 * names of the events are deleted; then those that are there are listed (lru_crawler metadump), for users
 * typed in other letters, and of contexts as a whole. The argument is another memcached: HOST:PORT, or the
 * path of a socket.
 *
 * Exit status 75: memcached is not there, the same again later.
 */
#include "bin/deliver/lib/events.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#define SUFFIX "+attributes"
#define KEY_MOST 250		/* bytes, of memcached */
#define SECONDS 10		/* without an answer */

static const char me[] = "notify-sogo";

static void take(void *data, const json_t *event)
{
	struct meant *m = data;

	if (events_is_about(event, "context"))
		events_meant_add_context(m, event);
	else if (events_is_about(event, "user") || events_is_about(event, "resource"))
		events_meant_add_all(m->names, event);
}

/* ---- memcached ---- */

static int open_path(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (strlen(path) >= sizeof(address.sun_path))
		return -1;
	memcpy(address.sun_path, path, strlen(path) + 1);
	if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static int open_host(const char *where)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	const char *colon = strrchr(where, ':');
	char *host = colon ? strndup(where, (size_t)(colon - where)) : strdup(where);
	struct addrinfo *list = NULL;
	int fd = -1;

	if (host && getaddrinfo(host, colon ? colon + 1 : "11211", &hints, &list) == 0)
		for (struct addrinfo *a = list; a && fd < 0; a = a->ai_next) {
			fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol);
			if (fd >= 0 && connect(fd, a->ai_addr, a->ai_addrlen) < 0) {
				close(fd);
				fd = -1;
			}
		}
	if (list)
		freeaddrinfo(list);
	free(host);
	return fd;
}

/* Both directions of one connection. */
struct cache {
	FILE *in, *out;
};

static int cache_open(struct cache *c, const char *where)
{
	const struct timeval limit = { .tv_sec = SECONDS };
	int fd = where[0] == '/' ? open_path(where) : open_host(where);

	*c = (struct cache){ NULL, NULL };
	if (fd < 0) {
		fprintf(stderr, "%s: %s: %s\n", me, where, strerror(errno));
		return -1;
	}
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	c->in = fdopen(fd, "r");
	c->out = fdopen(dup(fd), "w");
	return c->in && c->out ? 0 : -1;
}

static void cache_close(struct cache *c)
{
	if (c->in)
		fclose(c->in);
	if (c->out)
		fclose(c->out);
}

/* A key of memcached has no blanks; SOGo has none of such names there. */
static bool is_key(const char *name)
{
	size_t len = strlen(name);

	if (len == 0 || len + sizeof(SUFFIX) > KEY_MOST)
		return false;
	for (; *name; name++)
		if ((unsigned char)*name <= ' ' || *name == 127)
			return false;
	return true;
}

/* Many at once, without waiting for each answer; the last one is that of the command at the end. */
static int delete_all(struct cache *c, const json_t *names)
{
	const char *name;
	json_t *value;
	char answer[512];
	bool ended = false;

	json_object_foreach((json_t *)names, name, value)
		if (is_key(name))
			fprintf(c->out, "delete %s" SUFFIX " noreply\r\n", name);
	fputs("version\r\n", c->out);
	if (fflush(c->out) < 0)
		return -1;
	while (!ended && fgets(answer, sizeof(answer), c->in))
		ended = strncmp(answer, "VERSION ", 8) == 0;
	return ended ? 0 : -1;
}

/* %40 is @, in place. */
static void decode(char *text)
{
	char *to = text;

	for (char *from = text; *from; from++) {
		unsigned value;

		if (from[0] == '%' && sscanf(from + 1, "%2x", &value) == 1 && value) {
			*to++ = (char)value;
			from += 2;
		} else {
			*to++ = *from;
		}
	}
	*to = '\0';
}

/* key=Anna%40acme%2Battributes exp=... : the name in it, or NULL. */
static char *name_of(char *line)
{
	char *end;

	if (strncmp(line, "key=", 4) != 0)
		return NULL;
	line += 4;
	line[strcspn(line, " \r\n")] = '\0';
	decode(line);
	end = strstr(line, SUFFIX);
	if (!end || end[sizeof(SUFFIX) - 1])
		return NULL;
	*end = '\0';
	return line;
}

/* Those that are there and are meant, as they are spelled there. */
static int find(struct cache *c, const struct meant *m, json_t *found)
{
	char line[2048];

	fputs("lru_crawler metadump all\r\n", c->out);
	if (fflush(c->out) < 0)
		return -1;
	while (fgets(line, sizeof(line), c->in)) {
		char *name, *lower;

		if (strncmp(line, "END", 3) == 0)
			return 0;
		name = name_of(line);
		if (!name && strncmp(line, "key=", 4) != 0)
			break;		/* BUSY, ERROR */
		lower = name ? strdup(name) : NULL;
		if (lower)
			events_lower(lower);
		if (lower && events_meant_is(m, lower))
			events_meant_add(found, name);
		free(lower);
	}
	fprintf(stderr, "%s: memcached does not list its keys: %s\n", me, line);
	return -1;
}

static int forget(const struct meant *m, const char *where)
{
	json_t *found = json_object();
	struct cache c;
	int rc = cache_open(&c, where);

	if (rc == 0 && (delete_all(&c, m->names) < 0 || find(&c, m, found) < 0 || delete_all(&c, found) < 0))
		rc = -1;
	cache_close(&c);
	json_decref(found);
	return rc < 0 ? EX_TEMPFAIL : 0;
}

int main(int argc, char **argv)
{
	struct meant m;
	int status;

	if (argc > 2) {
		fprintf(stderr, "Usage: %s [HOST:PORT|SOCKET]\n", me);
		return EX_USAGE;
	}
	events_meant_init(&m);
	status = events_read(me, take, &m);
	if (status == 0 && !events_meant_is_empty(&m))
		status = forget(&m, argc > 1 ? argv[1] : "127.0.0.1:11211");
	events_meant_fini(&m);
	return status;
}
