/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notify-dovecot - a deliverer of prov notify: Dovecot forgets what it has cached of users, and ends
 * their sessions
 *
 *	notify: { dovecot: { command = ( "/usr/libexec/prov/notify-dovecot" ); user = "vmail"; }; };
 *
 * Reads events (docs/events.md) from standard input. Then it runs `doveadm auth cache flush NAME...`,
 * and, for those who may not go on as they are, `doveadm kick NAME`, of which only those who have a
 * session, as `doveadm who` has it. Arguments are given to doveadm in front of its command: -c
 * /etc/dovecot/other.conf. $DOVEADM is another doveadm.
 *
 * Exit status 75: Dovecot is not there, the same again later.
 */
#include "bin/deliver/lib/events.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#define NAMES_AT_ONCE 200	/* of one command line */
#define NAMES_MOST 2000		/* more, and all is forgotten */

struct work {
	json_t *flush;		/* an object, used as a set */
	struct meant kick;
	bool flush_all;
	char **options;		/* of doveadm */
	int option_count;
};

/* Dovecot may call a user by the key, as prov serverconf has it. */
static void take(void *data, const json_t *event)
{
	static const char *const ends[] = {
		"delete", "disable", "mappings", "modules", "password", "rename", NULL
	};
	struct work *w = data;
	bool kick = events_is_one_of(event, ends);

	if (events_is_about(event, "context")) {
		w->flush_all = true;
		if (kick)
			events_meant_add_context(&w->kick, event);
	} else if (events_is_about(event, "user")) {
		events_meant_add_all(w->flush, event);
		if (kick)
			events_meant_add_all(w->kick.names, event);
	}
}

/* ---- doveadm ---- */

static const char *program(void)
{
	const char *other = getenv("DOVEADM");

	return other && *other ? other : "doveadm";
}

/* What it printed goes to *output if that is not NULL; its exit status, or -1. */
static int doveadm(const struct work *w, const char *const *words, FILE **output, pid_t *pid)
{
	const char *argv[16 + NAMES_AT_ONCE] = { program() };
	int count = 1, fds[2] = { -1, -1 };

	for (int i = 0; i < w->option_count && count < 10; i++)
		argv[count++] = w->options[i];
	for (; *words; words++)
		argv[count++] = *words;
	if (output && pipe(fds) < 0)
		return -1;
	*pid = fork();
	if (*pid == 0) {
		if (output) {
			dup2(fds[1], STDOUT_FILENO);
			close(fds[0]);
			close(fds[1]);
		}
		execvp(argv[0], (char *const *)argv);
		fprintf(stderr, "notify-dovecot: %s: %s\n", argv[0], strerror(errno));
		_exit(127);
	}
	if (output) {
		close(fds[1]);
		*output = fdopen(fds[0], "r");
	}
	return *pid < 0 ? -1 : 0;
}

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int run(const struct work *w, const char *const *words)
{
	pid_t pid;

	return doveadm(w, words, NULL, &pid) < 0 ? -1 : wait_for(pid);
}

/* It has said why. That Dovecot cannot be asked passes, like its restart. */
static int failed(int status)
{
	return status == 127 ? EX_UNAVAILABLE : EX_TEMPFAIL;
}

/* ---- what it does ---- */

static int flush(const struct work *w)
{
	const char *words[4 + NAMES_AT_ONCE] = { "auth", "cache", "flush" }, *name;
	size_t count = 3;
	json_t *value;
	int status = 0;

	if (w->flush_all || json_object_size(w->flush) > NAMES_MOST) {
		status = run(w, words);
		return status == 0 ? 0 : failed(status);
	}
	json_object_foreach(w->flush, name, value) {
		words[count++] = name;
		words[count] = NULL;
		if (count < 3 + NAMES_AT_ONCE)
			continue;
		status = run(w, words);
		if (status != 0)
			return failed(status);
		count = 3;
	}
	if (count > 3)
		status = run(w, words);
	return status == 0 ? 0 : failed(status);
}

/* Those who have a session, and are meant: the first word of each line. */
static int find_sessions(const struct work *w, json_t *found)
{
	const char *const words[] = { "-f", "tab", "who", "-1", NULL };
	char *line = NULL;
	FILE *output = NULL;
	size_t size = 0;
	pid_t pid;

	if (doveadm(w, words, &output, &pid) < 0 || !output)
		return -1;
	while (getline(&line, &size, output) > 0) {
		line[strcspn(line, "\t \n")] = '\0';
		events_lower(line);
		if (events_meant_is(&w->kick, line))
			events_meant_add(found, line);
	}
	free(line);
	fclose(output);
	return wait_for(pid);
}

/* EX_NOUSER, EX_NOHOST: the session has ended by itself. */
static int kick(const struct work *w)
{
	json_t *found = json_object(), *value;
	const char *name;
	int status = find_sessions(w, found);

	json_object_foreach(found, name, value) {
		const char *const words[] = { "kick", name, NULL };

		if (status == 0)
			status = run(w, words);
		if (status == EX_NOUSER || status == EX_NOHOST)
			status = 0;
	}
	json_decref(found);
	return status == 0 ? 0 : failed(status);
}

int main(int argc, char **argv)
{
	struct work w = { .flush = json_object(), .options = argv + 1, .option_count = argc - 1 };
	int status;

	events_meant_init(&w.kick);
	status = events_read("notify-dovecot", take, &w);
	if (status == 0 && (w.flush_all || json_object_size(w.flush)))
		status = flush(&w);
	if (status == 0 && !events_meant_is_empty(&w.kick))
		status = kick(&w);
	json_decref(w.flush);
	events_meant_fini(&w.kick);
	return status;
}
