/* SPDX-License-Identifier: Apache-2.0 */
/*
 * spawn.c - runs a program COUNT times and prints what that took for one of them:
 * CPU time (user and system) and time on the clock in microseconds, peak memory in KiB
 *
 *	spawn COUNT PROGRAM [WORD...]		# in a word is the number of the run
 *
 * It measures the process alone: no shell in between, nothing copied by a fork.
 */
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static long long now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

/* Replaces each # by n; 20 more bytes are enough for a number and its sign. */
static char *number_in(const char *word, long n)
{
	size_t room = strlen(word) + 1;
	char *out, *at;

	for (const char *p = word; *p; p++)
		room += *p == '#' ? 20 : 0;
	out = at = malloc(room);
	for (; out && *word; word++)
		if (*word == '#')
			at += snprintf(at, 21, "%ld", n);
		else
			*at++ = *word;
	if (out)
		*at = '\0';
	return out;
}

static int run_once(char **words, int count, long n, struct rusage *usage)
{
	char **argv = calloc((size_t)count + 1, sizeof(*argv));
	pid_t pid;
	int status = 1;

	for (int i = 0; i < count; i++)
		argv[i] = number_in(words[i], n);
	if (posix_spawnp(&pid, argv[0], NULL, NULL, argv, environ) == 0)
		wait4(pid, &status, 0, usage);
	for (int i = 0; i < count; i++)
		free(argv[i]);
	free(argv);
	return status;
}

int main(int argc, char **argv)
{
	long count = argc > 2 ? strtol(argv[1], NULL, 10) : 0, peak = 0;
	long long start = now_us(), cpu = 0;

	if (count < 1) {
		fprintf(stderr, "usage: spawn COUNT PROGRAM [WORD...]\n");
		return 2;
	}
	for (long n = 1; n <= count; n++) {
		struct rusage u = { 0 };

		if (run_once(argv + 2, argc - 2, n, &u) != 0) {
			fprintf(stderr, "spawn: run %ld of %s failed\n", n, argv[2]);
			return 1;
		}
		cpu += (u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1000000LL +
			u.ru_utime.tv_usec + u.ru_stime.tv_usec;
		peak = u.ru_maxrss > peak ? u.ru_maxrss : peak;
	}
	fprintf(stderr, "%lld %lld %ld\n", cpu / count, (now_us() - start) / count, peak);
	return 0;
}
