/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notify-courier - a deliverer of prov notify: ends sessions of Courier, of those who may not go on as they
 * are
 *
 *	notify: { courier: { command = ( "/usr/libexec/prov/notify-courier" ); user = "vmail"; }; };
 *
 * Reads events (docs/events.md) from standard input. Courier keeps nothing of users but their sessions: a
 * process each, of the owner of the mail, which has the name in its environment, AUTHENTICATED=c3u5 with
 * what prov serverconf prints. Those of the users who are meant get a SIGTERM; it runs as their owner.
 */
#include "bin/deliver/lib/events.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

static const char me[] = "notify-courier";
static const char mark[] = "AUTHENTICATED=";

static void take(void *data, const json_t *event)
{
	static const char *const ends[] = {
		"delete", "disable", "mappings", "modules", "password", "rename", NULL
	};
	struct meant *m = data;

	if (!events_is_one_of(event, ends))
		return;
	if (events_is_about(event, "context"))
		events_meant_add_context(m, event);
	else if (events_is_about(event, "user"))
		events_meant_add_all(m->names, event);
}

/* ---- sessions ---- */

/* IMAP and POP3; what waits for a login has a name of its own. */
static bool is_server(const char *pid)
{
	char path[64], name[32] = "";
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%.20s/comm", pid);
	file = fopen(path, "r");
	if (!file)
		return false;
	if (!fgets(name, sizeof(name), file))
		name[0] = '\0';
	fclose(file);
	name[strcspn(name, "\n")] = '\0';
	return strcmp(name, "imapd") == 0 || strcmp(name, "courierpop3d") == 0;
}

/* Whose session a process is: it has gone, or is of another user of the system, and is nobody's. */
static bool is_meant(const struct meant *m, const char *pid)
{
	char path[64], *word = NULL;
	size_t size = 0;
	bool found = false;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%.20s/environ", pid);
	file = fopen(path, "r");
	if (!file)
		return false;
	while (!found && getdelim(&word, &size, '\0', file) > 0)
		found = strncmp(word, mark, sizeof(mark) - 1) == 0 &&
			events_meant_is(m, word + sizeof(mark) - 1);
	free(word);
	fclose(file);
	return found;
}

static int end_sessions(const struct meant *m)
{
	DIR *proc = opendir("/proc");
	struct dirent *e;
	int status = 0;

	if (!proc) {
		fprintf(stderr, "%s: /proc: %s\n", me, strerror(errno));
		return EX_OSERR;
	}
	while ((e = readdir(proc))) {
		if (!isdigit((unsigned char)e->d_name[0]) || !is_server(e->d_name) || !is_meant(m, e->d_name))
			continue;
		if (kill((pid_t)strtol(e->d_name, NULL, 10), SIGTERM) == 0 || errno == ESRCH)
			continue;
		fprintf(stderr, "%s: process %s: %s\n", me, e->d_name, strerror(errno));
		status = EX_NOPERM;
	}
	closedir(proc);
	return status;
}

int main(int argc, char **argv)
{
	struct meant m;
	int status;

	if (argc > 1) {
		fprintf(stderr, "%s: takes no words: %s\n", me, argv[1]);
		return EX_USAGE;
	}
	events_meant_init(&m);
	status = events_read(me, take, &m);
	if (status == 0 && !events_meant_is_empty(&m))
		status = end_sessions(&m);
	events_meant_fini(&m);
	return status;
}
