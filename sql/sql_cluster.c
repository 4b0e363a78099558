/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_cluster.c - the PostgreSQL cluster in the data folder: made, started and stopped as its user
 *
 * Making it can be interrupted at any moment: it is built beside its place and renamed, and what
 * follows may be repeated without harm. The server is started without pg_ctl, whose shell would read
 * the path of the data folder.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sql/sql_cluster.h"
#include "sql/sql_home.h"
#include "sql/sql_ident.h"
#include "sql/sql_int.h"

#define START_MS 60000		/* how long a server may take until it answers */
#define ORPHANS_MS 10000	/* how long processes of a server that was killed may live on */
#define LOG_BYTES 4096		/* of the end of its log: the reason why it did not start */

#define ARG(s) ((char *)(uintptr_t)(s))

void prov_sql_cluster_close(struct prov_sql_cluster *c)
{
	free(c->home);
	free(c->data);
	free(c->run);
	free(c->log);
	free(c->log_file);
	free(c->ready);
	if (c->lock >= 0)
		close(c->lock);
}

static int check_rights(const struct prov_sql_cluster *c, struct prov_err *err)
{
	if (access(c->home, R_OK | W_OK | X_OK) == 0)
		return 0;
	if (errno == EACCES && c->user->drop) {
		prov_fail(err, PROV_E_CONFIG, "%s, who runs the private database, cannot enter \"%s\"",
			  c->user->name, c->home);
		return prov_err_hint(err, "chmod o+x every folder on the way to it, or set PROV_HOME");
	}
	prov_fail_errno(err, PROV_E_CONFIG, "cannot write in \"%s\"", c->home);
	return prov_err_hint(err, "set PROV_HOME to a folder that can be written");
}

static int take_lock(struct prov_sql_cluster *c, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *path = prov_asprintf("%s/lock", c->home);
	struct stat st;

	c->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
	if (c->lock < 0)
		return prov_fail_errno(err, PROV_E_CONFIG, "cannot open \"%s\"", path);
	if (fstat(c->lock, &st) < 0 || !S_ISREG(st.st_mode))
		return prov_fail(err, PROV_E_CONFIG, "\"%s\" is not a plain file", path);
	while (flock(c->lock, LOCK_EX) < 0)
		if (errno != EINTR)
			return prov_fail_errno(err, PROV_E_CONFIG, "cannot lock \"%s\"", path);
	return 0;
}

int prov_sql_cluster_open(struct prov_sql_cluster *c, const char *home,
			  const struct prov_sql_user *user, struct prov_err *err)
{
	c->user = user;
	c->home = prov_strdup(home);
	c->data = prov_asprintf("%s/data", home);
	c->run = prov_asprintf("%s/run", home);
	c->log = prov_asprintf("%s/log", home);
	c->log_file = prov_asprintf("%s/postgresql.log", c->log);
	c->ready = prov_asprintf("%s/ready", home);
	return check_rights(c, err) < 0 ? -1 : take_lock(c, err);
}

bool prov_sql_cluster_is_ready(const struct prov_sql_cluster *c)
{
	return access(c->ready, F_OK) == 0 && access(c->data, F_OK) == 0;
}

/* ---- making ---- */

static int write_file(const char *dir, const char *name, int flags, const char *text,
		      struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *path = prov_asprintf("%s/%s", dir, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
	size_t len = strlen(text);
	bool ok;

	if (fd < 0)
		return prov_fail_errno(err, PROV_E_IO, "cannot write \"%s\"", path);
	ok = write(fd, text, len) == (ssize_t)len && fsync(fd) == 0;
	ok = close(fd) == 0 && ok;
	return ok ? 0 : prov_fail_errno(err, PROV_E_IO, "cannot write \"%s\"", path);
}

/* An eighth of the memory, 128 MB to 1 GB: enough for bulk work, no burden for the rest. */
static long shared_buffers_mb(void)
{
	long mb = sysconf(_SC_PHYS_PAGES) / 8 / 1024 * (sysconf(_SC_PAGE_SIZE) / 1024);

	return mb < 128 ? 128 : mb > 1024 ? 1024 : mb;
}

/* A list of folders, of which this is one in double quotes, in a string of postgresql.conf. */
static void add_folder(struct prov_str *conf, const char *folder)
{
	prov_str_add(conf, "'\"");
	for (const char *p = folder; *p; p++) {
		if (*p == '\'' || *p == '\\' || *p == '"')
			prov_str_add_char(conf, *p);
		prov_str_add_char(conf, *p);
	}
	prov_str_add(conf, "\"'");
}

static int configure(const struct prov_sql_cluster *c, const char *data, struct prov_err *err)
{
	struct prov_str conf = PROV_STR_INIT, ident = PROV_STR_INIT;
	int rc;

	prov_str_add(&conf, "\n# prov: private, Unix socket only\nlisten_addresses = ''\n"
		     "unix_socket_directories = ");
	add_folder(&conf, c->run);
	prov_str_addf(&conf, "\nport = 5432\nmax_connections = 200\n"
		      "shared_buffers = %ldMB\nmax_wal_size = 4GB\njit = off\n"
		      "log_line_prefix = '%%m [%%p] %%q%%u %%a '\n", shared_buffers_mb());
	prov_sql_ident_add(c->user, &ident);
	rc = write_file(data, "postgresql.conf", O_APPEND, conf.p, err);
	if (rc == 0)
		rc = write_file(data, "pg_hba.conf", O_TRUNC, "local all all peer map=prov\n", err);
	if (rc == 0)
		rc = write_file(data, "pg_ident.conf", O_TRUNC, ident.p, err);
	prov_str_fini(&conf);
	prov_str_fini(&ident);
	return rc;
}

static int make_folder(const char *path, unsigned mode, struct prov_err *err)
{
	if (mkdir(path, mode) == 0 || errno == EEXIST)
		return 0;
	return prov_fail_errno(err, PROV_E_CONFIG, "cannot make folder \"%s\"", path);
}

/* The program and its children hold the lock as well: where we are killed and they go on, the next of
 * us waits until they are gone. */
int prov_sql_cluster_make(const struct prov_sql_cluster *c, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *fresh = prov_asprintf("%s/new", c->home);
	PROV_CLEANUP(prov_freep) char *cluster = prov_asprintf("%s/data", fresh);
	char *const clean[] = { ARG("/bin/rm"), ARG("-rf"), cluster, NULL };
	char *const init[] = { ARG(PROV_PG_BINDIR "/initdb"), ARG("-D"), cluster, ARG("-U"),
			       ARG("postgres"), ARG("-A"), ARG("peer"), ARG("-E"), ARG("UTF8"),
			       ARG("--locale=C.UTF-8"), ARG("--lc-collate=C"),
			       ARG("--no-instructions"), NULL };

	if (access(c->data, F_OK) == 0)
		return 0;
	if (make_folder(fresh, 0700, err) < 0 || prov_sql_process_run(clean, c->lock, err) < 0 ||
	    prov_sql_process_run(init, c->lock, err) < 0 || configure(c, cluster, err) < 0)
		return -1;
	unlink(c->ready);	/* of a cluster that was removed */
	if (rename(cluster, c->data) < 0)
		return prov_fail_errno(err, PROV_E_IO, "cannot move \"%s\" to its place", cluster);
	rmdir(fresh);
	return 0;
}

int prov_sql_cluster_finish(const struct prov_sql_cluster *c, struct prov_err *err)
{
	return write_file(c->home, "ready", O_TRUNC, "", err);
}

/* ---- starting and stopping ---- */

static void pause_ms(long ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL);
}

static PGPing ping(const char *home)
{
	PROV_CLEANUP(prov_freep) char *conninfo = prov_sql_home_conninfo(home, "postgres", "postgres");

	return PQping(conninfo);
}

bool prov_sql_cluster_answers(const char *home)
{
	long long until = prov_clock_ms() + START_MS;
	PGPing answer;

	while ((answer = ping(home)) == PQPING_REJECT && prov_clock_ms() < until)
		pause_ms(100);
	return answer == PQPING_OK;
}

/* What the server has written since then says why it does not start. */
static void read_log(int log, off_t from, struct prov_str *text)
{
	off_t end = lseek(log, 0, SEEK_END);
	ssize_t n;

	if (end - from > LOG_BYTES)
		from = end - LOG_BYTES;
	prov_str_reserve(text, LOG_BYTES);
	n = pread(log, text->p, LOG_BYTES, from);
	text->len = n > 0 ? (size_t)n : 0;
	text->p[text->len] = '\0';
}

static int wait_for(const struct prov_sql_cluster *c, pid_t pid, const char *program, int log,
		    off_t from, struct prov_err *err)
{
	long long until = prov_clock_ms() + START_MS;
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;
	int status = 0;

	while (waitpid(pid, &status, WNOHANG) == 0) {
		if (ping(c->home) == PQPING_OK)
			return 0;
		if (prov_clock_ms() > until)
			return prov_fail(err, PROV_E_UNAVAILABLE, "%s has not answered for %d seconds",
					 program, START_MS / 1000);
		pause_ms(20);
	}
	read_log(log, from, &text);
	/* A server never ends well here: whatever its status is, it does not answer. */
	return prov_sql_process_judge(WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 1 << 8 : status,
				      program, &text, err);
}

static int launch(const struct prov_sql_cluster *c, struct prov_err *err)
{
	char *const argv[] = { ARG(PROV_PG_BINDIR "/postgres"), ARG("-D"), c->data, NULL };
	int log = open(c->log_file, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
		       0600);
	off_t from;
	pid_t pid;
	int rc;

	if (log < 0)
		return prov_fail_errno(err, PROV_E_CONFIG, "cannot open \"%s\"", c->log_file);
	from = lseek(log, 0, SEEK_END);
	rc = prov_sql_process_start(argv, log, &pid, err);
	if (rc == 0)
		rc = wait_for(c, pid, argv[0], log, from, err);
	close(log);
	return rc;
}

int prov_sql_cluster_prepare(const struct prov_sql_cluster *c, struct prov_err *err)
{
	return make_folder(c->run, 0755, err) < 0 ? -1 : make_folder(c->log, 0700, err);
}

int prov_sql_cluster_start(const struct prov_sql_cluster *c, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *pid_file = prov_asprintf("%s/postmaster.pid", c->data);
	long long until = prov_clock_ms() + ORPHANS_MS;
	bool another;

	if (prov_sql_cluster_answers(c->home))
		return 0;
	if (prov_sql_cluster_prepare(c, err) < 0)
		return -1;
	do {
		another = access(pid_file, F_OK) == 0;
		if (launch(c, err) == 0)
			return 0;
		another |= access(pid_file, F_OK) == 0;
		pause_ms(200);
		if (another && prov_sql_cluster_answers(c->home)) {
			prov_err_clear(err);	/* started for a command that was killed */
			return 0;
		}
	} while (another && prov_clock_ms() < until);
	prov_err_context(err, "the private database does not start");
	return err->hint[0] ? -1 : prov_err_hint(err, "see %s", c->log_file);
}

int prov_sql_cluster_become(const char *home, const struct prov_sql_user *user, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *data = prov_asprintf("%s/data", home);
	char *const argv[] = { ARG(PROV_PG_BINDIR "/postgres"), ARG("-D"), data, NULL };

	return prov_sql_process_become(user, argv, err);
}

int prov_sql_cluster_stop(const struct prov_sql_cluster *c, struct prov_err *err)
{
	char *const argv[] = { ARG(PROV_PG_BINDIR "/pg_ctl"), ARG("stop"), ARG("-w"), ARG("-s"),
			       ARG("-m"), ARG("fast"), ARG("-D"), c->data, NULL };

	return prov_sql_cluster_answers(c->home) ? prov_sql_process_run(argv, -1, err) : 0;
}
