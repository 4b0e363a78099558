/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_program.c - PostgreSQL's own programs: where they are, and a run of one
 *
 * Debian has a folder for each major version, /usr/lib/postgresql/15/bin: one beside that of the server which
 * we were built for may be newer, or that of a server which is configured.
 */
#include "sql/sql_program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define OLDEST 15
#define NEWEST 40		/* of those that are looked for */
#define SAID 4096		/* bytes of its last words */

/* BINDIR of another major version: its number in the place of ours. NULL: it is in no such folder. */
static char *other_folder(int major)
{
	static const char folder[] = PROV_PG_BINDIR;
	const char *bin = strrchr(folder, '/');
	size_t end = bin ? (size_t)(bin - folder) : 0, begin = end;

	while (begin && folder[begin - 1] >= '0' && folder[begin - 1] <= '9')
		begin--;
	return begin == end ? NULL : prov_asprintf("%.*s%d%s", (int)begin, folder, major, bin);
}

static char *usable(const char *folder, const char *name)
{
	char *path = prov_asprintf("%s/%s", folder, name);

	if (access(path, X_OK) == 0)
		return path;
	free(path);
	return NULL;
}

static char *of_version(int major, const char *name)
{
	PROV_CLEANUP(prov_freep) char *folder = other_folder(major);

	return folder ? usable(folder, name) : NULL;
}

char *prov_sql_program_find(const char *name, int major, struct prov_err *err)
{
	char *path = NULL;

	for (int v = major; major && !path && v <= NEWEST; v++)
		path = of_version(v, name);
	for (int v = NEWEST; !major && !path && v >= OLDEST; v--)
		path = of_version(v, name);
	if (!path)
		path = usable(PROV_PG_BINDIR, name);
	if (path)
		return path;
	prov_fail(err, PROV_E_UNAVAILABLE, "there is no %s%s", name, major ? " for this server" : "");
	prov_err_stays(err);
	prov_err_hint(err, "install PostgreSQL's client programs (Debian: postgresql-client-%d)",
		      major ? major : OLDEST);
	return NULL;
}

/* In the child: nothing but system calls and exec. */
static _Noreturn void child(char *const argv[], pid_t parent, int in, int out, int said)
{
	int null = open("/dev/null", O_RDWR);

	signal(SIGPIPE, SIG_DFL);
	if (null < 0 || dup2(in < 0 ? null : in, 0) < 0 || dup2(out < 0 ? null : out, 1) < 0 ||
	    dup2(said, 2) < 0)
		_exit(126);
	close_range(3, ~0U, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(126);
	execv(argv[0], argv);
	_exit(127);
}

int prov_sql_program_start(struct prov_sql_program *program, char *const argv[], int in, int out,
			   struct prov_err *err)
{
	const pid_t self = getpid();

	program->name = prov_strdup(argv[0]);
	program->said = prov_file_temporary();
	if (!program->said)
		return prov_fail_errno(err, PROV_E_IO, "cannot make a temporary file");
	program->pid = fork();
	if (program->pid == 0)
		child(argv, self, in, out, fileno(program->said));
	if (program->pid < 0) {
		program->pid = 0;
		return prov_fail_errno(err, PROV_E_INTERNAL, "cannot start %s", argv[0]);
	}
	return 0;
}

/* The reason stands in its last lines. */
static void add_said(FILE *said, struct prov_err *err)
{
	char text[SAID + 1], *save = NULL;
	size_t len;
	long size;

	if (fseek(said, 0, SEEK_END) < 0 || (size = ftell(said)) < 0 ||
	    fseek(said, size > SAID ? size - SAID : 0, SEEK_SET) < 0)
		return;
	len = fread(text, 1, SAID, said);
	text[len] = '\0';
	if (strstr(text, "could not write") || strstr(text, "Broken pipe"))
		err->code = PROV_E_IO;
	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
		prov_err_detail_line(err, "%s", line);
}

int prov_sql_program_wait(struct prov_sql_program *program, struct prov_err *err)
{
	int status = 0;

	while (waitpid(program->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	program->pid = 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	prov_fail(err, PROV_E_STORAGE, "%s failed", program->name);
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGPIPE)
		prov_fail(err, PROV_E_IO, "%s could not write: nobody reads it", program->name);
	add_said(program->said, err);
	return -1;
}

void prov_sql_program_end(struct prov_sql_program *program)
{
	if (program->pid) {
		kill(program->pid, SIGKILL);
		while (waitpid(program->pid, NULL, 0) < 0 && errno == EINTR)
			continue;
	}
	if (program->said)
		fclose(program->said);
	free(program->name);
	*program = (struct prov_sql_program)PROV_SQL_PROGRAM_INIT;
}
