/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_local.c - the private database: a PostgreSQL cluster of our own in the data folder
 *
 *	HOME/data   the cluster         HOME/run   its Unix socket     HOME/log   its log
 *	HOME/lock   one of us at a time starts, stops or makes it      HOME/ready made completely
 *
 * Unix socket only, peer authentication: the kernel says who calls, and only the owner of the
 * data folder and root may be any of our roles. Making it can be interrupted at any moment: the
 * cluster is built beside its place and renamed, and what follows may be repeated without harm.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "sql/sql_int.h"
#include "sql/sql_process.h"

#define START_MS 60000		/* how long a server may take until it answers */
#define SET_UP_MS 600000	/* how long one of the steps that make roles, database and schema may take */
#define ORPHANS_MS 10000	/* how long processes of a server that was killed may live on */
#define SOCKET_PATH_MAX 107	/* sun_path, see unix(7) */

struct local {
	char *home, *data, *run, *log, *ready;
	struct prov_sql_user user;
	int lock;
};

char *prov_sql_local_home(void)
{
	const char *home = getenv("PROV_HOME"), *xdg = getenv("XDG_DATA_HOME");

	if (home && home[0])
		return prov_strdup(home);
	if (geteuid() == 0)
		return prov_strdup(PROV_STATEDIR "/prov");
	if (xdg && xdg[0])
		return prov_asprintf("%s/prov", xdg);
	home = getenv("HOME");
	return prov_asprintf("%s/.local/share/prov", home ? home : "");
}

char *prov_sql_local_conninfo(const char *role, const char *dbname)
{
	PROV_CLEANUP(prov_freep) char *home = prov_sql_local_home();
	struct prov_str s = PROV_STR_INIT;

	prov_str_add(&s, "host='");
	for (const char *p = home; *p; p++) {
		if (*p == '\'' || *p == '\\')
			prov_str_add_char(&s, '\\');
		prov_str_add_char(&s, *p);
	}
	prov_str_addf(&s, "/run' port=5432 connect_timeout=10 user=%s dbname=%s", role, dbname);
	return prov_str_take(&s);
}

static void local_fini(struct local *l)
{
	free(l->home);
	free(l->data);
	free(l->run);
	free(l->log);
	free(l->ready);
	if (l->lock > 0)
		close(l->lock);
}

static int take_lock(struct local *l, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *path = prov_asprintf("%s/lock", l->home);

	l->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (l->lock < 0) {
		prov_fail_errno(err, PROV_E_CONFIG, "cannot open \"%s\"", path);
		return prov_err_hint(err, "run as the owner of the data folder, or set PROV_HOME");
	}
	while (flock(l->lock, LOCK_EX) < 0)
		if (errno != EINTR)
			return prov_fail_errno(err, PROV_E_CONFIG, "cannot lock \"%s\"", path);
	return 0;
}

/* A data folder that only root may enter (mktemp -d makes such) lets in the group of the database's
 * user, and nobody else. */
static int let_in(const struct local *l, struct prov_err *err)
{
	struct stat st;

	if (!l->user.drop)
		return 0;
	if (stat(l->home, &st) < 0)
		return prov_fail_errno(err, PROV_E_CONFIG, "cannot look at \"%s\"", l->home);
	if (st.st_mode & S_IXOTH || (st.st_gid == l->user.gid && st.st_mode & S_IXGRP))
		return 0;
	if (chown(l->home, (uid_t)-1, l->user.gid) < 0 ||
	    chmod(l->home, (st.st_mode & 07700) | S_IXGRP) < 0)
		return prov_fail_errno(err, PROV_E_CONFIG, "cannot let %s enter \"%s\"", l->user.name,
				       l->home);
	return 0;
}

static int open_local(struct local *l, const char *os_user, struct prov_err *err)
{
	l->home = prov_sql_local_home();
	l->data = prov_asprintf("%s/data", l->home);
	l->run = prov_asprintf("%s/run", l->home);
	l->log = prov_asprintf("%s/log", l->home);
	l->ready = prov_asprintf("%s/ready", l->home);
	if (l->home[0] != '/')
		return prov_fail(err, PROV_E_CONFIG, "the data folder \"%s\" must be a full path",
				 l->home);
	if (strlen(l->run) + sizeof("/.s.PGSQL.5432") - 1 > SOCKET_PATH_MAX) {
		prov_fail(err, PROV_E_CONFIG, "the path of the data folder is too long for a socket");
		return prov_err_hint(err, "set PROV_HOME to a shorter one");
	}
	if (prov_sql_process_user(os_user, &l->user, err) < 0 ||
	    prov_file_mkdirs(l->home, 0755, err) < 0 || let_in(l, err) < 0)
		return -1;
	return take_lock(l, err);
}

static int own_folder(const struct local *l, const char *path, unsigned mode, struct prov_err *err)
{
	if (prov_file_mkdirs(path, mode, err) < 0)
		return -1;
	if (l->user.drop && chown(path, l->user.uid, l->user.gid) < 0)
		return prov_fail_errno(err, PROV_E_CONFIG, "cannot give \"%s\" to %s", path,
				       l->user.name);
	if (chmod(path, mode) < 0)
		return prov_fail_errno(err, PROV_E_CONFIG, "cannot set the mode of \"%s\"", path);
	return 0;
}

static int write_file(const struct local *l, const char *dir, const char *name, int flags,
		      const char *text, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *path = prov_asprintf("%s/%s", dir, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
	size_t len = strlen(text);
	bool ok;

	if (fd < 0)
		return prov_fail_errno(err, PROV_E_IO, "cannot write \"%s\"", path);
	ok = write(fd, text, len) == (ssize_t)len && fsync(fd) == 0 &&
		(!l->user.drop || fchown(fd, l->user.uid, l->user.gid) == 0);
	ok = close(fd) == 0 && ok;
	return ok ? 0 : prov_fail_errno(err, PROV_E_IO, "cannot write \"%s\"", path);
}

/* An eighth of the memory, 128 MB to 1 GB: enough for bulk work, no burden for the rest. */
static long shared_buffers_mb(void)
{
	long mb = sysconf(_SC_PHYS_PAGES) / 8 / 1024 * (sysconf(_SC_PAGE_SIZE) / 1024);

	return mb < 128 ? 128 : mb > 1024 ? 1024 : mb;
}

static int configure(const struct local *l, const char *data, struct prov_err *err)
{
	static const char *const roles[] = { "postgres", "prov_owner", "prov", "prov_reader" };
	struct prov_str conf = PROV_STR_INIT, ident = PROV_STR_INIT;
	int rc;

	prov_str_addf(&conf, "\n# prov: private, Unix socket only\nlisten_addresses = ''\n"
		      "unix_socket_directories = '%s'\nport = 5432\nmax_connections = 200\n"
		      "shared_buffers = %ldMB\nmax_wal_size = 4GB\njit = off\n"
		      "log_line_prefix = '%%m [%%p] %%q%%u %%a '\n", l->run, shared_buffers_mb());
	for (size_t i = 0; i < COUNT(roles); i++) {
		prov_str_addf(&ident, "prov \"%s\" %s\n", l->user.name, roles[i]);
		if (l->user.uid != 0)
			prov_str_addf(&ident, "prov root %s\n", roles[i]);
	}
	rc = write_file(l, data, "postgresql.conf", O_APPEND, conf.p, err);
	if (rc == 0)
		rc = write_file(l, data, "pg_hba.conf", O_TRUNC, "local all all peer map=prov\n", err);
	if (rc == 0)
		rc = write_file(l, data, "pg_ident.conf", O_TRUNC, ident.p, err);
	prov_str_fini(&conf);
	prov_str_fini(&ident);
	return rc;
}

static int run(const struct local *l, char *const argv[], struct prov_err *err)
{
	struct prov_str out = PROV_STR_INIT;
	int rc = prov_sql_process_run(&l->user, argv, &out, err);

	prov_str_fini(&out);
	return rc;
}

/* The program and its children hold the lock as well: where we are killed and they go on, the next of
 * us waits until they are gone. */
static int run_locked(const struct local *l, char *const argv[], struct prov_err *err)
{
	int rc;

	if (fcntl(l->lock, F_SETFD, 0) < 0)
		return prov_fail_errno(err, PROV_E_INTERNAL, "cannot share the lock");
	rc = run(l, argv, err);
	fcntl(l->lock, F_SETFD, FD_CLOEXEC);
	return rc;
}

#define ARG(s) ((char *)(uintptr_t)(s))

static int check_way(const struct local *l, struct prov_err *err)
{
	char *const enter[] = { ARG("/usr/bin/test"), ARG("-x"), l->home, NULL };

	if (run(l, enter, err) == 0)
		return 0;
	prov_fail(err, PROV_E_CONFIG, "%s, who runs the private database, cannot enter \"%s\"",
		  l->user.name, l->home);
	return prov_err_hint(err, "chmod o+x every folder on the way to it, or set PROV_HOME");
}

static int make_cluster(const struct local *l, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *fresh = prov_asprintf("%s/new", l->home);
	PROV_CLEANUP(prov_freep) char *cluster = prov_asprintf("%s/data", fresh);
	char *const clean[] = { ARG("/bin/rm"), ARG("-rf"), cluster, NULL };
	char *const init[] = { ARG(PROV_PG_BINDIR "/initdb"), ARG("-D"), cluster, ARG("-U"),
			       ARG("postgres"), ARG("-A"), ARG("peer"), ARG("-E"), ARG("UTF8"),
			       ARG("--locale=C.UTF-8"), ARG("--lc-collate=C"), NULL };

	if (access(l->data, F_OK) == 0)
		return 0;
	if (own_folder(l, fresh, 0700, err) < 0 || check_way(l, err) < 0 ||
	    run(l, clean, err) < 0 || run_locked(l, init, err) < 0 || configure(l, cluster, err) < 0)
		return -1;
	unlink(l->ready);	/* of a cluster that somebody removed */
	if (rename(cluster, l->data) < 0)
		return prov_fail_errno(err, PROV_E_IO, "cannot move \"%s\" to its place", cluster);
	rmdir(fresh);
	return 0;
}

static void pause_ms(long ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL);
}

/* One that is starting, or recovers after a crash, is waited for. A refusal is an answer, too. */
static bool answers(void)
{
	PROV_CLEANUP(prov_freep) char *conninfo = prov_sql_local_conninfo("postgres", "postgres");
	PROV_CLEANUP(prov_sql_connect_fini) struct prov_sql_connect c = { .conn = NULL };
	long long until = prov_clock_ms() + START_MS;

	for (;;) {
		if (prov_sql_connect(&c, conninfo, "provdb", until) == 0)
			return true;
		if (strcmp(c.state, "57P03") != 0)
			return c.state[0] != '\0';
		if (prov_clock_ms() >= until)
			return false;
		pause_ms(100);
	}
}

static int start(const struct local *l, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *log = prov_asprintf("%s/postgresql.log", l->log);
	char *const argv[] = { ARG(PROV_PG_BINDIR "/pg_ctl"), ARG("start"), ARG("-w"), ARG("-s"),
			       ARG("-D"), l->data, ARG("-l"), log, NULL };

	PROV_CLEANUP(prov_freep) char *pid_file = prov_asprintf("%s/postmaster.pid", l->data);
	long long until = prov_clock_ms() + ORPHANS_MS;
	bool another;

	if (answers())
		return 0;
	if (own_folder(l, l->run, 0755, err) < 0 || own_folder(l, l->log, 0700, err) < 0)
		return -1;
	do {
		another = access(pid_file, F_OK) == 0;
		if (run(l, argv, err) == 0)
			return 0;
		another |= access(pid_file, F_OK) == 0;
		pause_ms(200);
		if (another && answers()) {	/* started for a command that was killed */
			prov_err_clear(err);
			return 0;
		}
	} while (another && prov_clock_ms() < until);
	prov_err_context(err, "the private database does not start");
	return prov_err_hint(err, "see %s", log);
}

static int as_superuser(const char *sql, struct prov_err *err)
{
	struct prov_sql db = { .params = { .program = "provdb" }, .timeout_ms = SET_UP_MS };
	int rc;

	db.conninfo = prov_sql_local_conninfo("postgres", "postgres");
	rc = prov_sql_reconnect(&db, err);
	if (rc == 0)
		rc = prov_sql_run_text(&db, sql, err);
	PQfinish(db.conn);
	free(db.conninfo);
	return rc;
}

/* Where the one who makes it was killed, his server process goes on: then it is a duplicate key of the
 * catalog that says it exists, after it is there. */
static int make_database(struct prov_err *err)
{
	if (as_superuser("CREATE DATABASE prov OWNER prov_owner", err) == 0)
		return 0;
	if (err->code != PROV_E_EXISTS)
		return -1;
	prov_err_clear(err);
	return 0;
}

/* Roles, database, schema: each step may be repeated. */
static int set_up(const struct local *l, struct prov_err *err)
{
	struct prov_sql_params owner = { .os_user = l->user.name, .program = "provdb",
					 .role = PROV_SQL_OWNER, .any_version = true,
					 .patience = ORPHANS_MS / 1000 };
	struct prov_sql db = { .params = owner, .timeout_ms = SET_UP_MS };
	int rc;

	if (access(l->ready, F_OK) == 0)
		return 0;
	if (as_superuser(prov_sql_script_text("sql/setup/roles.sql"), err) < 0 || make_database(err) < 0)
		return -1;
	db.conninfo = prov_sql_local_conninfo("prov_owner", "prov");
	rc = prov_sql_reconnect(&db, err);
	if (rc == 0)
		rc = prov_sql_migrate(&db, NULL, NULL, err);
	PQfinish(db.conn);
	free(db.conninfo);
	return rc < 0 ? -1 : write_file(l, l->home, "ready", O_TRUNC, "", err);
}

/* Starting includes making: the first command of a fresh installation needs nothing else. */
int prov_sql_local_start(const char *os_user, struct prov_err *err)
{
	PROV_CLEANUP(local_fini) struct local l = { .lock = -1 };

	if (open_local(&l, os_user, err) < 0 || make_cluster(&l, err) < 0 || start(&l, err) < 0)
		return -1;
	return set_up(&l, err);
}

int prov_sql_local_stop(const char *os_user, struct prov_err *err)
{
	PROV_CLEANUP(local_fini) struct local l = { .lock = -1 };
	enum prov_sql_local_state state;

	if (prov_sql_local_status(&state, err) < 0)
		return -1;
	if (state != PROV_LOCAL_RUNNING)
		return 0;
	if (open_local(&l, os_user, err) < 0)
		return -1;
	return run(&l, (char *const[]){ ARG(PROV_PG_BINDIR "/pg_ctl"), ARG("stop"), ARG("-w"),
					ARG("-s"), ARG("-m"), ARG("fast"), ARG("-D"), l.data, NULL },
		   err);
}

bool prov_sql_local_is_made(void)
{
	PROV_CLEANUP(prov_freep) char *home = prov_sql_local_home();
	PROV_CLEANUP(prov_freep) char *ready = prov_asprintf("%s/ready", home);

	return access(ready, F_OK) == 0 || errno != ENOENT;
}

int prov_sql_local_status(enum prov_sql_local_state *state, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *home = prov_sql_local_home();
	PROV_CLEANUP(prov_freep) char *data = prov_asprintf("%s/data", home);

	if (access(data, F_OK) < 0 && errno != ENOENT)
		return prov_fail_errno(err, PROV_E_CONFIG, "cannot look at \"%s\"", data);
	*state = answers() ? PROV_LOCAL_RUNNING :
		access(data, F_OK) == 0 ? PROV_LOCAL_STOPPED : PROV_LOCAL_NONE;
	return 0;
}
