/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tool/maxrss.c - runs a command and prints what it took, on standard error: the most memory that it
 * had, in KiB, and the time of the CPU, of user and system, in microseconds
 *
 *	maxrss COMMAND ARGUMENT...	ends as the command ends
 */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct rusage usage;
	int status;
	pid_t pid;

	if (argc < 2)
		return 111;
	pid = fork();
	if (pid < 0)
		return 1;
	if (pid == 0) {
		execvp(argv[1], argv + 1);
		perror(argv[1]);
		_exit(127);
	}
	if (wait4(pid, &status, 0, &usage) < 0)
		return 1;
	fprintf(stderr, "maxrss %ld\ncpu %ld\n", usage.ru_maxrss,
		(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000L +
		usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
