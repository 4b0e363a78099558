/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink_notice.c - addresses that are taken because a directory says so, though they do not work
 *
 * Each is told once, in the run that brings it, the first few by name. provdb(8) check lists them all.
 */
#include "libprov/sink/sink_plan.h"

bool prov_sink_notice_direct(const struct sink *sink, const char *address, int cid, bool is_primary)
{
	const char *delimiters = sink->row.config->mail_delimiter;
	const int other = prov_sink_context_named(sink, strchr(address, '@') + 1);

	return (other && other != cid) ||
	       (is_primary && prov_mail_has_delimiter(address, strlen(address), delimiters));
}

int prov_sink_notice_find(struct sink *sink, struct prov_err *err)
{
	if (!sink->notice_direct && sink->differ == 0 && !sink->groups_planned)
		return 0;
	return prov_sql_exec(sink->db, PROV_Q_SYNC_NOTICES,
			     PROV_ARGS(sink->run, sink->config->name, PROV_BOOL(sink->notice_direct),
				       sink->row.config->mail_delimiter),
			     &sink->notices, err);
}

int prov_sink_notice_tell_rows(const struct prov_sql_result *r, const char *of_what,
			       int (*fn)(void *data, const struct prov_sync_change *change,
					 struct prov_err *err),
			       void *data, struct prov_err *err)
{
	const int count = r ? prov_sql_rows(r) : 0;
	const long long more = count ? prov_sql_number(r, 0, 6) - count : 0;
	PROV_CLEANUP(prov_freep) char *what = more ? prov_asprintf("and %lld more %s", more, of_what) : NULL;
	const struct prov_sync_change last = { .action = "warn", .what = what,
					       .kind = more ? prov_sql_text(r, count - 1, 1) : NULL };

	for (int i = 0; i < count; i++) {
		const struct prov_sync_change c = {
			prov_sql_text(r, i, 0), prov_sql_text(r, i, 1), prov_sql_text(r, i, 2),
			prov_sql_text(r, i, 3), prov_sql_text(r, i, 4), prov_sql_text(r, i, 5), false
		};

		if (fn(data, &c, err) < 0)
			return -1;
	}
	return more ? fn(data, &last, err) : 0;
}

int prov_sink_notice_tell(const struct sink *sink,
			  int (*fn)(void *data, const struct prov_sync_change *change, struct prov_err *err),
			  void *data, struct prov_err *err)
{
	return prov_sink_notice_tell_rows(sink->notices, "of the like", fn, data, err);
}
