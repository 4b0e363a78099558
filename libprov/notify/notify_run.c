/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notify_run.c - the loop: who is due is told, all at the same time, until nothing is left or somebody
 * ends it
 *
 * One process and one connection. Each deliverer has its own positions, back-off and command, so one that
 * fails or hangs does not hold the others back.
 */
#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "libprov/notify/notify.h"

#define STANDBY 10	/* seconds until a watch looks again whether somebody else delivers */

static void warn(const struct prov_notify *n, const char *fmt, ...) PROV_PRINTF(2, 3);
static void warn(const struct prov_notify *n, const char *fmt, ...)
{
	struct prov_str text = PROV_STR_INIT;
	va_list ap;

	va_start(ap, fmt);
	prov_str_vaddf(&text, fmt, ap);
	va_end(ap);
	if (n->call->warn)
		n->call->warn(n->call->warn_data, text.p);
	prov_str_fini(&text);
}

static bool is_time_to_end(const struct prov_notify *n, int ms)
{
	struct pollfd p = { n->params->stop_fd, POLLIN, 0 };

	return poll(&p, 1, ms) > 0 && p.revents;
}

/* ---- one deliverer ---- */

static int start(struct prov_notify *n, struct prov_deliverer *d, struct prov_err *err)
{
	struct prov_notify_batch *batch = &d->batch;

	(void)n;
	if (prov_notify_child_start(&d->child, d->config, batch->text.p, batch->text.len, err) < 0)
		return -1;
	d->running = true;
	return 0;
}

/* Nothing is to be told: also not what was set aside? */
static int look_aside(struct prov_notify *n, struct prov_sql *db, struct prov_deliverer *d,
		      struct prov_err *err)
{
	long long wait;
	int rc = prov_notify_read_aside(db, d, &d->batch, &wait, err);

	if (rc < 0)
		return -1;
	if (rc > 0)
		return start(n, d, err);
	d->due_at = wait < 0 ? INT64_MAX : prov_clock_ms() + wait * 1000;
	return wait < 0 && d->failing ? prov_notify_state_idle(n, d, err) : 0;
}

/* One event at a time, and the last one failed: each second try leaves it out. If the next one goes, the
 * fault is not the deliverer's. */
static int look(struct prov_notify *n, struct prov_deliverer *d, struct prov_err *err)
{
	struct prov_sql *db = prov_session_db(n->call, err);
	bool skip = d->size == 1 && d->tries % 2 == 1;

	if (!db || prov_notify_read(db, d, (size_t)d->size, skip, &d->batch, err) < 0)
		return -1;
	if (d->batch.too_old)
		warn(n, "%zu changes are older than %d days: deliverer \"%s\" is not told of them",
		     d->batch.too_old, d->config->keep, d->config->name);
	if (d->batch.count)
		return start(n, d, err);
	if (prov_notify_state_told(n, d, err) < 0)
		return -1;
	return d->batch.more ? 0 : look_aside(n, db, d, err);
}

static int told(struct prov_notify *n, struct prov_deliverer *d, struct prov_err *err)
{
	bool failed = d->failing;

	if (prov_notify_state_told(n, d, err) < 0)
		return -1;
	n->counts->events += (long long)d->batch.count;
	n->counts->deliveries++;
	if (d->batch.skipped.seq)
		warn(n, "deliverer \"%s\" can be told all but change %lld of context %lld: it is set aside",
		     d->config->name, d->batch.skipped.seq, d->batch.skipped.context);
	else if (failed)
		warn(n, "deliverer \"%s\" works again", d->config->name);
	d->due_at = prov_clock_ms();
	return 0;
}

/* How it ended, and the last line that it wrote. */
static void add_last_line(struct prov_str *reason, const struct prov_str *output)
{
	size_t end = output->len, begin;

	while (end && (output->p[end - 1] == '\n' || output->p[end - 1] == ' '))
		end--;
	for (begin = end; begin && output->p[begin - 1] != '\n';)
		begin--;
	if (end > begin) {
		PROV_CLEANUP(prov_freep) char *line = prov_strndup(output->p + begin, end - begin);

		prov_str_add(reason, ": ");
		prov_plain_add(reason, line);
	}
}

static int ended(struct prov_notify *n, struct prov_deliverer *d, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str reason = PROV_STR_INIT;
	enum prov_notify_outcome outcome = prov_notify_child_end(&d->child, &reason);
	bool is_new;
	int rc;

	d->running = false;
	if (outcome == PROV_NOTIFY_TOLD) {
		rc = told(n, d, err);
	} else {
		add_last_line(&reason, &d->child.output);
		is_new = !d->batch.aside.seq && (!d->error || strcmp(d->error, reason.p) != 0);
		rc = prov_notify_state_failed(n, d, outcome, reason.p, err);
		if (rc == 0 && is_new)
			warn(n, "deliverer \"%s\": %s", d->config->name, reason.p);
	}
	prov_str_fini(&d->child.output);
	return rc;
}

/* ---- all of them ---- */

/* When the next thing is to be done; in a run that is no watch nobody waits for a next try. */
static long long next_at(const struct prov_notify *n, bool *busy)
{
	long long at = n->renew_at;

	*busy = false;
	if (n->params->watch && n->look_at < at)
		at = n->look_at;
	for (size_t i = 0; i < n->count; i++) {
		const struct prov_deliverer *d = &n->deliverers[i];
		long long its = d->running ? d->child.end_at : d->due_at;

		*busy |= d->running || its <= prov_clock_ms();
		if (its < at)
			at = its;
	}
	return at;
}

static void wait_for(struct prov_notify *n, long long until)
{
	struct pollfd *p = prov_alloc((3 * n->count + 2) * sizeof(*p));
	long long ms = until - prov_clock_ms();
	size_t count = 0;

	p[count++] = (struct pollfd){ n->params->stop_fd, POLLIN, 0 };
	p[count++] = (struct pollfd){ n->wake_fd, POLLIN, 0 };
	for (size_t i = 0; i < n->count; i++) {
		const struct prov_notify_child *child = &n->deliverers[i].child;

		if (!n->deliverers[i].running)
			continue;
		p[count++] = (struct pollfd){ child->fd, POLLIN, 0 };
		p[count++] = (struct pollfd){ child->in, POLLOUT, 0 };
		p[count++] = (struct pollfd){ child->out, POLLIN, 0 };
	}
	poll(p, count, ms < 0 ? 0 : ms > 60000 ? 60000 : (int)ms);
	if (p[1].revents)
		n->look_at = 0;
	free(p);
}

/* Who waits for nothing in particular looks now. */
static void look_all(struct prov_notify *n)
{
	if (!n->params->watch || prov_clock_ms() < n->look_at)
		return;
	if (n->wake_fd >= 0)
		prov_notify_wake_drain(n->wake_fd);
	n->look_at = prov_clock_ms() + n->params->interval * 1000LL;
	for (size_t i = 0; i < n->count; i++)
		if (!n->deliverers[i].running &&
		    (!n->deliverers[i].failing || n->deliverers[i].due_at == INT64_MAX))
			n->deliverers[i].due_at = prov_clock_ms();
}

static int go_on(struct prov_notify *n, struct prov_err *err)
{
	for (size_t i = 0; i < n->count; i++) {
		struct prov_deliverer *d = &n->deliverers[i];

		if (d->running && prov_notify_child_go_on(&d->child) && ended(n, d, err) < 0)
			return -1;
		if (!d->running && d->due_at <= prov_clock_ms() && look(n, d, err) < 0)
			return -1;
	}
	return prov_notify_lease_renew(n, err);
}

static int deliver(struct prov_notify *n, struct prov_err *err)
{
	bool busy = true;

	for (size_t i = 0; i < n->count; i++)
		if (prov_notify_state_load(n, &n->deliverers[i], err) < 0)
			return -1;
	while (!is_time_to_end(n, 0)) {
		long long at;

		look_all(n);
		if (go_on(n, err) < 0)
			return -1;
		at = next_at(n, &busy);
		if (!busy && !n->params->watch)
			return 0;
		wait_for(n, at);
	}
	return 0;
}

/* What was not told yet is told again by who comes next. */
static void end(struct prov_notify *n)
{
	for (size_t i = 0; i < n->count; i++) {
		struct prov_deliverer *d = &n->deliverers[i];

		if (d->running)
			prov_notify_child_stop(&d->child);
		d->running = false;
	}
	prov_notify_lease_drop(n);
	if (n->wake_fd >= 0)
		close(n->wake_fd);
	n->wake_fd = -1;
}

static int serve(struct prov_notify *n, struct prov_err *err)
{
	int rc = prov_notify_lease_take(n, err);

	if (rc == 0) {
		if (n->params->watch)
			n->wake_fd = prov_notify_wake_open(n->call->session->config);
		n->look_at = 0;
		rc = deliver(n, err);
	}
	end(n);
	return rc;
}

/* A database that is away comes back, and who delivers instead of us may end. */
static int watch(struct prov_notify *n, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *said = NULL;
	int wait = 1;

	while (!is_time_to_end(n, 0)) {
		if (serve(n, err) == 0)
			break;
		if (err->code != PROV_E_BUSY && !err->retry && err->code != PROV_E_STORAGE)
			return -1;
		if (!said || strcmp(said, err->msg) != 0)
			warn(n, "%s", err->msg);
		wait = said ? (wait < STANDBY ? 2 * wait : STANDBY) : 1;
		free(said);
		said = prov_strdup(err->msg);
		prov_err_clear(err);
		is_time_to_end(n, wait * 1000);
	}
	return 0;
}

static int prepare(struct prov_notify *n, struct prov_err *err)
{
	const struct prov_config *config = n->call->session->config;

	if (!config->deliverer_count) {
		prov_fail(err, PROV_E_CONFIG, "nobody is to be told of changes");
		return prov_err_hint(err,
				     "Add notify: { NAME: { command = ( ... ); }; }; to %s: prov.conf(5).",
				     config->path ? config->path : "prov.conf");
	}
	for (size_t i = 0; i < config->deliverer_count; i++)
		if (prov_notify_child_check(&config->deliverers[i], err) < 0)
			return -1;
	n->count = config->deliverer_count;
	n->deliverers = prov_alloc(n->count * sizeof(*n->deliverers));
	for (size_t i = 0; i < n->count; i++) {
		const struct prov_deliverer_config *d = &config->deliverers[i];

		n->deliverers[i] = (struct prov_deliverer){ .config = d, .batch = { .text = PROV_STR_INIT },
			.wanted = prov_notify_event_wanted(d->events, d->event_count) };
	}
	n->owner = prov_lease_owner();
	return 0;
}

/* As a job of cron says what it has to say by mail, that is once for a reason, and once a day. */
static int is_to_be_said(struct prov_notify *n, const struct prov_deliverer *d, bool *said,
			 struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	struct prov_sql *db = prov_session_db(n->call, err);

	if (!db || prov_sql_exec(db, PROV_Q_NOTIFY_SAY,
				 PROV_ARGS(d->config->name, PROV_INT(n->params->remind)), &res, err) < 0)
		return -1;
	*said = prov_sql_rows(res) > 0;
	return 0;
}

static int count_failing(struct prov_notify *n, struct prov_err *err)
{
	const struct prov_deliverer *first = NULL;

	for (size_t i = 0; i < n->count; i++) {
		bool said = false;

		if (!n->deliverers[i].failing)
			continue;
		n->counts->failing++;
		if (is_to_be_said(n, &n->deliverers[i], &said, err) < 0)
			return -1;
		if (said && !first)
			first = &n->deliverers[i];
	}
	if (!first)
		return 0;
	prov_fail(err, PROV_E_INCOMPLETE, "deliverer \"%s\" could not be told: %s", first->config->name,
		  first->error ? first->error : "it failed");
	return prov_err_hint(err, "prov notify --pending shows what waits; it is tried again.");
}

int prov_notify_run(struct prov_call *call, const struct prov_notify_params *params,
		    struct prov_notify_counts *counts, struct prov_err *err)
{
	struct prov_notify n = { .call = call, .params = params, .counts = counts, .wake_fd = -1 };
	int rc = prov_auth_master(call, err);

	*counts = (struct prov_notify_counts){ 0, 0, 0 };
	if (rc == 0)
		rc = prepare(&n, err);
	if (rc == 0)
		rc = params->watch ? watch(&n, err) : serve(&n, err);
	if (rc == 0 && !params->watch)
		rc = count_failing(&n, err);
	for (size_t i = 0; i < n.count; i++) {
		prov_notify_read_fini(&n.deliverers[i].batch);
		free(n.deliverers[i].error);
	}
	free(n.deliverers);
	free(n.owner);
	return rc;
}
