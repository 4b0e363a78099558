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
#include <errno.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#define NAMES_AT_ONCE 200	/* of one command line */
#define NAMES_MOST 2000		/* more, and all is forgotten */

struct work {
	json_t *flush, *kick, *domains, *contexts;	/* objects, used as sets; contexts by their keys */
	bool flush_all;
	char **options;		/* of doveadm */
	int option_count;
};

/* ---- events ---- */

static bool ends_sessions(const json_t *events)
{
	static const char *const words[] = {
		"delete", "disable", "mappings", "modules", "password", "rename"
	};
	const json_t *event;
	size_t i;

	json_array_foreach(events, i, event)
		for (size_t w = 0; w < sizeof(words) / sizeof(words[0]); w++)
			if (strcmp(json_string_value(event), words[w]) == 0)
				return true;
	return false;
}

static void add(json_t *set, const json_t *names)
{
	const json_t *name;
	size_t i;

	json_array_foreach(names, i, name)
		json_object_set_new(set, json_string_value(name), json_null());
}

static void add_key(json_t *set, const json_t *event)
{
	const char *key = json_string_value(json_object_get(event, "key"));

	if (key)
		json_object_set_new(set, key, json_null());
}

/* A context has its mappings for names: all who log in with one of them are meant. Dovecot may call a user
 * by the key, as prov serverconf has it. */
static void take(struct work *w, const json_t *event)
{
	const char *object = json_string_value(json_object_get(event, "object"));
	const json_t *names = json_object_get(event, "names");
	bool ends = ends_sessions(json_object_get(event, "events"));

	if (object && strcmp(object, "context") == 0) {
		w->flush_all = true;
		if (ends)
			add(w->domains, names);
		if (ends)
			add_key(w->contexts, event);
	} else if (object && strcmp(object, "user") == 0) {
		add(w->flush, names);
		add_key(w->flush, event);
		if (ends)
			add(w->kick, names);
		if (ends)
			add_key(w->kick, event);
	}
}

static int read_events(struct work *w)
{
	char *line = NULL;
	size_t size = 0;
	int rc = 0;

	while (rc == 0 && getline(&line, &size, stdin) > 0) {
		json_error_t error;
		json_t *event = json_loads(line, 0, &error);

		if (event)
			take(w, event);
		else
			rc = -1;
		json_decref(event);
	}
	if (rc < 0 || ferror(stdin))
		fprintf(stderr, "notify-dovecot: what was read is no event\n");
	free(line);
	return rc < 0 || ferror(stdin) ? -1 : 0;
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

/* c3u5 is a user of the context c3. */
static bool is_in_context(const struct work *w, const char *user)
{
	char key[32];
	size_t len = user[0] == 'c' ? 1 + strspn(user + 1, "0123456789") : 0;

	if (len < 2 || len >= sizeof(key) || user[len] != 'u')
		return false;
	memcpy(key, user, len);
	key[len] = '\0';
	return json_object_get(w->contexts, key);
}

static bool is_meant(const struct work *w, const char *user)
{
	const char *at = strrchr(user, '@');

	return json_object_get(w->kick, user) || (at && json_object_get(w->domains, at + 1)) ||
		is_in_context(w, user);
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
		for (char *p = line; *p; p++)
			if (*p >= 'A' && *p <= 'Z')
				*p = (char)(*p + 'a' - 'A');
		if (is_meant(w, line))
			json_object_set_new(found, line, json_null());
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
	struct work w = { .flush = json_object(), .kick = json_object(), .domains = json_object(),
			  .contexts = json_object(),
			  .options = argv + 1, .option_count = argc - 1 };
	int status = read_events(&w) < 0 ? EX_DATAERR : 0;

	if (status == 0 && (w.flush_all || json_object_size(w.flush)))
		status = flush(&w);
	if (status == 0 && (json_object_size(w.kick) || json_object_size(w.contexts)))
		status = kick(&w);
	json_decref(w.flush);
	json_decref(w.kick);
	json_decref(w.domains);
	json_decref(w.contexts);
	return status;
}
