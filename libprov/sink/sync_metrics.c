/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync_metrics.c - writes the metrics of a run: what was done, how it ended, when a run last succeeded
 *
 * Each source has a file of its own, so that two that run at the same time do not take each other's numbers
 * away. What only a run that succeeds can say comes from the file that is replaced.
 */
#include "libprov/sink/sync_metrics.h"

#include <time.h>

#include "libprov/out/metrics.h"

#define MOST (1024 * 1024)	/* bytes of a file that is ours */
#define LAST_SUCCESS "last_success_timestamp_seconds"

static void add(struct prov_str *s, const char *source, const char *name, const char *meaning,
		long long value)
{
	PROV_CLEANUP(prov_freep) char *full = prov_asprintf("prov_sync_%s", name);

	prov_metrics_family(s, full, meaning);
	prov_metrics_add(s, full, "source", source, "", value);
}

/* From what is there now. 0: nothing is known. */
static long long last_success(const char *path, const char *source)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;
	PROV_CLEANUP(prov_freep) char *line = prov_asprintf("\nprov_sync_" LAST_SUCCESS
								 "{source=\"%s\"} ", source);
	struct prov_err ignored = PROV_ERR_INIT;
	const char *found;

	if (prov_file_read(path, MOST, &text, &ignored) < 0)
		return 0;
	found = strstr(text.p, line);
	return found ? strtoll(found + strlen(line), NULL, 10) : 0;
}

/* One series a kind: percent of what is allowed that the run took, or would have taken. */
static void add_limits(struct prov_str *s, const struct sync_metrics *m)
{
	static const char name[] = "prov_sync_limit_used_percent";

	prov_metrics_family(s, name, "How near to its limit a kind came.");
	for (int i = 0; i < PROV_LIMITS; i++) {
		const struct prov_limit_count *c = &m->counts->limits[i];
		PROV_CLEANUP(prov_freep) char *kind = prov_asprintf(",kind=\"%s\"",
								 prov_limit_kind((enum prov_limit)i)->name);

		prov_metrics_add(s, name, "source", m->source, kind,
				 c->n ? prov_limit_used(m->limits, c) : 0);
	}
}

static void make(struct prov_str *s, const char *path, const struct sync_metrics *m)
{
	const bool success = m->counts->applied && !m->counts->held;
	const long long now = (long long)time(NULL);
	const long long last = success ? now : last_success(path, m->source);
	const struct prov_sync_number *n;

	add(s, m->source, "last_run_timestamp_seconds", "When the last run ended.", now);
	if (last)
		add(s, m->source, LAST_SUCCESS, "When a run last changed the database as planned.", last);
	add(s, m->source, "success", "1 if the last run changed the database as planned.", success);
	add(s, m->source, "exit_status", "The exit status of the last run.", prov_err_status(m->how->code));
	add(s, m->source, "duration_milliseconds", "How long the last run took.", m->milliseconds);
	/* an incremental run that finds nothing new has not counted them */
	if (!m->counts->since || m->counts->owned_users)
		add(s, m->source, "owned_users", "Users of this source before the run.",
		    m->counts->owned_users);
	add(s, m->source, "incremental", "1 if the last run read only what changed.", m->counts->since);
	for (size_t i = 0; (n = prov_sync_number_at(i)); i++)
		add(s, m->source, n->name, n->meaning,
		    prov_sync_number_get(n, m->counts, m->counts->applied));
	add_limits(s, m);
	if (m->missing_users < 0)
		return;
	add(s, m->source, "missing_users", "Users that are missing in the directory.", m->missing_users);
	add(s, m->source, "missing_groups", "Groups that are missing in the directory.", m->missing_groups);
}

/* With "%s" in its name, or of several sources, a file has the name of its source. */
char *prov_sync_metrics_path(const struct prov_config *config, const char *source)
{
	const char *path = config->sync_metrics_file;
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;
	const char *place, *suffix;

	if (!path || !path[0])
		return NULL;
	place = strstr(path, "%s");
	if (place) {
		prov_str_add_len(&s, path, (size_t)(place - path));
		prov_str_addf(&s, "%s%s", source, place + 2);
	} else if (config->source_count > 1) {
		suffix = strrchr(path, '.');
		if (!suffix || strchr(suffix, '/'))
			suffix = path + strlen(path);
		prov_str_add_len(&s, path, (size_t)(suffix - path));
		prov_str_addf(&s, "-%s%s", source, suffix);
	} else {
		prov_str_add(&s, path);
	}
	return prov_str_take(&s);
}

int prov_sync_metrics_write(const char *path, const struct sync_metrics *metrics, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;

	make(&s, path, metrics);
	return prov_metrics_write(path, &s, err);
}
