/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_lease.c - one run per source at a time: a row with an owner, an expiry and a fence
 *
 * The owner's name tells host, boot and process, so that a run that was killed on this machine is
 * noticed at once and the next one goes on; from other machines only the expiry tells.
 */
#include <unistd.h>

#include "libprov/model/sink.h"

/* Field 22 of /proc/PID/stat: when the process started; a PID alone may be another's by now. */
static unsigned long long start_time(long pid)
{
	PROV_CLEANUP(prov_freep) char *path = prov_asprintf("/proc/%ld/stat", pid);
	struct prov_err ignored = PROV_ERR_INIT;
	struct prov_str text = PROV_STR_INIT;
	unsigned long long start = 0;
	const char *p = NULL;

	if (prov_file_read(path, 65536, &text, &ignored) == 0)
		p = strrchr(text.p, ')');
	for (int field = 2; p && field < 22; field++) {
		p = strchr(p, ' ');
		p = p ? p + 1 : NULL;
	}
	if (p)
		start = strtoull(p, NULL, 10);
	prov_str_fini(&text);
	return start;
}

/* "HOST/BOOT/": the same on this machine until it is started again. */
static char *machine(void)
{
	struct prov_err ignored = PROV_ERR_INIT;
	struct prov_str boot = PROV_STR_INIT;
	char host[256] = "unknown";
	char *text;

	if (gethostname(host, sizeof(host) - 1) < 0)
		host[0] = '\0';
	if (prov_file_read("/proc/sys/kernel/random/boot_id", 256, &boot, &ignored) < 0)
		prov_str_clear(&boot);
	text = prov_asprintf("%s/%.36s/", host, boot.p);
	prov_str_fini(&boot);
	return text;
}

/* Surely dead: an owner on this machine whose process is not there any more. */
static bool is_dead(const char *owner)
{
	PROV_CLEANUP(prov_freep) char *here = machine();
	size_t len = strlen(here);
	unsigned long long start = 0;
	long pid = 0;

	if (strncmp(owner, here, len) != 0 || sscanf(owner + len, "%ld/%llu", &pid, &start) != 2)
		return false;
	return start_time(pid) != start;
}

static int busy(struct sink *k, const char *owner, struct prov_err *err)
{
	prov_fail(err, PROV_E_BUSY, "another run of source \"%s\" is active", k->config->name);
	return prov_err_detail(err, "its owner is %s (host/boot/process/start)", owner);
}

/* The lease may be over, but who holds its row is in the transaction that writes. A dead one's backend
 * is on its way out: that is worth waiting for. */
static int check_idle(struct sink *k, const char *owner, struct prov_err *err)
{
	if (prov_sql_exec(k->db, PROV_Q_LEASE_IDLE, PROV_ARGS(k->job), NULL, err) == 0)
		return 0;
	if (strcmp(err->sqlstate, "55P03") != 0)
		return -1;
	prov_err_clear(err);
	return busy(k, owner, err);
}

/* What a dead run has staged is of no use to anybody. */
static int clear_run(struct sink *k, const char *run, struct prov_err *err)
{
	return prov_sql_exec(k->db, PROV_Q_SYNC_CLEAR, PROV_ARGS(run), NULL, err);
}

int prov_sink_lease_take(struct sink *k, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *old = NULL, *mine = NULL;
	PROV_CLEANUP(prov_freep) char *here = machine();
	const char *fence = "0", *owner;

	k->job = prov_asprintf("ldapsync %s", k->config->name);
	k->owner = prov_asprintf("%s%ld/%llu", here, (long)getpid(), start_time((long)getpid()));
	if (prov_sql_exec(k->db, PROV_Q_LEASE_GET, PROV_ARGS(k->job), &old, err) < 0)
		return -1;
	if (prov_sql_rows(old)) {
		owner = prov_sql_text(old, 0, 0);
		if (!is_dead(owner) && !prov_sql_true(old, 0, 3))
			return busy(k, owner, err);
		if (!is_dead(owner) && check_idle(k, owner, err) < 0)
			return -1;
		fence = prov_sql_text(old, 0, 1);
	}
	if (prov_sql_exec(k->db, PROV_Q_LEASE_TAKE,
			  PROV_ARGS(k->job, k->owner, k->run, fence,
				    PROV_INT(k->session->config->sync_lease)), &mine, err) < 0)
		return -1;
	if (prov_sql_rows(mine) == 0)
		return busy(k, "somebody who was quicker", err);
	k->fence = prov_sql_number(mine, 0, 0);
	k->locked = true;
	k->renew_at = prov_clock_ms() + k->session->config->sync_lease * 1000LL / 4;
	return prov_sql_rows(old) ? clear_run(k, prov_sql_text(old, 0, 2), err) : 0;
}

static int lost(struct sink *k, struct prov_err *err)
{
	return prov_fail(err, PROV_E_BUSY, "the lock of source \"%s\" was taken over by another run",
			 k->config->name);
}

int prov_sink_lease_renew(struct sink *k, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(k->db, PROV_Q_LEASE_RENEW,
			  PROV_ARGS(k->job, PROV_INT(k->fence),
				    PROV_INT(k->session->config->sync_lease)), &res, err) < 0)
		return -1;
	k->renew_at = prov_clock_ms() + k->session->config->sync_lease * 1000LL / 4;
	return prov_sql_rows(res) ? 0 : lost(k, err);
}

int prov_sink_lease_check(struct sink *k, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;

	if (prov_sql_exec(k->db, PROV_Q_LEASE_CHECK, PROV_ARGS(k->job, PROV_INT(k->fence)), &res,
			  err) < 0)
		return -1;
	return prov_sql_rows(res) ? 0 : lost(k, err);
}

#define MANY_ROWS 10000		/* fewer are deleted faster than the files of seven tables made anew */

/* Emptying the tables leaves no dead rows behind, but only works for the only run there is: those
 * that come later wait for our lock. Whoever took over our own lease is another run. */
static int truncate_staging(struct sink *k, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *others = NULL;
	int rc;

	prov_sql_begin(k->db);
	rc = prov_sql_exec(k->db, PROV_Q_SYNC_LOCK_STAGING, PROV_NO_ARGS, NULL, err);
	if (rc == 0)
		rc = prov_sql_exec(k->db, PROV_Q_SYNC_OTHER_RUNS,
				   PROV_ARGS(k->job, PROV_INT(k->fence)), &others, err);
	if (rc == 0 && prov_sql_number(others, 0, 0) > 0)
		rc = -1;
	if (rc == 0)
		rc = prov_sql_exec(k->db, PROV_Q_SYNC_TRUNCATE, PROV_NO_ARGS, NULL, err);
	if (rc == 0)
		return prov_sql_commit(k->db, err);
	prov_sql_rollback(k->db);
	return -1;
}

void prov_sink_lease_drop(struct sink *k)
{
	struct prov_err ignored = PROV_ERR_INIT;

	if (!k->locked)
		return;
	if (k->staged_rows > 0 && (k->staged_rows < MANY_ROWS || truncate_staging(k, &ignored) < 0))
		clear_run(k, k->run, &ignored);
	prov_sql_exec(k->db, PROV_Q_LEASE_DROP, PROV_ARGS(k->job, PROV_INT(k->fence)), NULL, &ignored);
	k->locked = false;
}
