/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync_server.c - absence in one server is no absence in the directory
 *
 * A server may be behind the others, or have been restored from a backup, and shows with success what was
 * true some time ago. What it lacks is not gone, and its values are old ones. So the last server that was
 * read is stored, with how new it was. Nothing is done with one that is older; one of which that is not
 * known takes nothing away: if it lacks nothing, it is as new as it has to be.
 */
#include <string.h>

#include "libprov/base/base.h"
#include "libprov/sync/sync_server.h"

static bool equal(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

static bool is_same(const struct prov_sync_server *a, const struct prov_sync_server *b)
{
	return equal(a->name, b->name);
}

/* The stamp of a place in a position; *len 0: it has none. */
static const char *stamp_of(const char *position, const char *place, size_t place_len, size_t *len)
{
	for (const char *p = position; p; p = strchr(p, ' ')) {
		p += *p == ' ';
		if (strncmp(p, place, place_len) == 0 && p[place_len] == '=') {
			p += place_len + 1;
			*len = strcspn(p, " ");
			return p;
		}
	}
	*len = 0;
	return NULL;
}

static int compare_stamps(const char *a, size_t a_len, const char *b, size_t b_len)
{
	int rc = memcmp(a, b, a_len < b_len ? a_len : b_len);

	return rc || a_len == b_len ? rc : a_len < b_len ? -1 : 1;
}

/* All places have to be there: of one that is not it is not known whether its changes are. */
static enum prov_sync_age compare_positions(const char *before, const char *now)
{
	enum prov_sync_age age = PROV_SYNC_AS_NEW;

	for (const char *p = before; *p; p += strcspn(p, " ")) {
		size_t place, len, now_len;
		const char *stamp;

		p += *p == ' ';
		place = strcspn(p, "=");
		len = strcspn(p + place + 1, " ");
		stamp = stamp_of(now, p, place, &now_len);
		if (!stamp)
			age = PROV_SYNC_ANOTHER;
		else if (compare_stamps(stamp, now_len, p + place + 1, len) < 0)
			return PROV_SYNC_OLDER;
	}
	return age;
}

enum prov_sync_age prov_sync_server_compare(const struct prov_sync_server *before,
					    const struct prov_sync_server *now)
{
	bool same = is_same(before, now);

	/* a restored copy of a database counts anew */
	if (same && before->epoch && now->epoch && strcmp(before->epoch, now->epoch) != 0)
		return PROV_SYNC_ANOTHER;
	if (same && before->counter && now->counter)
		return strcmp(now->counter, before->counter) < 0 ? PROV_SYNC_OLDER : PROV_SYNC_AS_NEW;
	if (before->position && now->position)
		return compare_positions(before->position, now->position);
	/* one that never said how new it is, is what it was */
	return same && !before->position && !before->counter ? PROV_SYNC_AS_NEW : PROV_SYNC_ANOTHER;
}

/* "ldap://b (Name), at 000=2026..." */
static void add_server(struct prov_str *s, const struct prov_sync_server *server)
{
	prov_str_add(s, server->uri ? server->uri : "a server");
	if (server->name && !equal(server->name, server->uri))
		prov_str_addf(s, " (%s)", server->name);
	if (server->counter || server->position)
		prov_str_addf(s, " at %s", server->counter ? server->counter : server->position);
	else
		prov_str_add(s, ", which does not say how new it is");
}

static int fail_between(const char *what, const struct prov_sync_server *before,
			const struct prov_sync_server *now, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str a = PROV_STR_INIT, b = PROV_STR_INIT;

	add_server(&a, before);
	add_server(&b, now);
	prov_fail(err, PROV_E_INCOMPLETE, "%s; nothing was changed", what);
	return prov_err_detail(err, "Before: %s. Now: %s.", a.p, b.p);
}

static int settle(struct prov_sync_run *r, struct prov_err *err)
{
	struct prov_source *s = r->source;

	if (s->ask(s, err) < 0) {
		err->code = PROV_E_INCOMPLETE;
		return prov_err_context(err, "it is not clear what was read, and nothing was changed");
	}
	if (!is_same(&s->started, &s->ended))
		return fail_between("the connection came to another server while the directory was read",
				    &s->started, &s->ended, err);
	if (prov_sync_server_compare(&s->started, &s->ended) != PROV_SYNC_AS_NEW)
		return fail_between("the server shows an older state than when reading began", &s->started,
				    &s->ended, err);
	return 0;
}

static enum prov_sync_age age(const struct prov_sync_run *r)
{
	enum prov_sync_age started = prov_sync_server_compare(r->sink->last, &r->source->started);
	enum prov_sync_age ended = prov_sync_server_compare(r->sink->last, &r->source->ended);

	return started == PROV_SYNC_AS_NEW ? ended : started;
}

int prov_sync_server_settle(struct prov_sync_run *r, struct prov_err *err)
{
	enum prov_proof *proof = &r->counts->proof.server;

	if (!r->source->ask || !r->sink->pending || !r->sink->pending(r->sink))
		return 0;
	*proof = settle(r, err) < 0 ? PROV_PROOF_FAILS : PROV_PROOF_HOLDS;
	if (*proof == PROV_PROOF_FAILS)
		return -1;
	r->counts->server_doubt = r->sink->last && (r->sink->went_back || age(r) != PROV_SYNC_AS_NEW);
	return 0;
}

/* Whose old entry is gone is a reason to give the account to another one. */
static long long removals(const struct prov_sync_counts *c)
{
	return c->missing + c->deleted + c->handed_over + c->groups_missing + c->groups_deleted +
		c->members_removed + c->limits[PROV_LIMIT_BLANKED].n;
}

static int hint(const struct prov_sync_run *r, const char *before, struct prov_err *err)
{
	return prov_err_hint(err, "%sif it is right that this server is read from now on, look at --dry-run, "
			     "then: %s", before, r->counts->command);
}

static int fail_older(struct prov_sync_run *r, struct prov_err *err)
{
	const struct prov_sync_server *last = r->sink->last, *now = &r->source->started;
	bool same = is_same(last, now);

	r->counts->went_back = same;
	fail_between(same ? "the server went back: it shows an older state than in the last run" :
		     "this server is behind the one that was read in the last run", last, now, err);
	return hint(r, same ? "if it was restored from a backup, load what came after it; else " :
		    "the next run goes on when it has caught up; ", err);
}

static int fail_another(struct prov_sync_run *r, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *what =
		prov_asprintf("another server was read than in the last run, it is not known to be as new, "
			      "and %lld users, groups, memberships or values are not in it",
			      removals(r->counts));

	fail_between(what, r->sink->last, &r->source->started, err);
	return hint(r, "", err);
}

static int fail_restored(struct prov_sync_run *r, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *what =
		prov_asprintf("the server went back on %s, and %lld users, groups, memberships or values are "
			      "not in it any more", r->sink->went_back, removals(r->counts));

	fail_between(what, r->sink->last, &r->source->started, err);
	return hint(r, "what was made after the backup is lost there; ", err);
}

static int judge(struct prov_sync_run *r, struct prov_err *err)
{
	enum prov_sync_age a = age(r);

	if (a == PROV_SYNC_OLDER)
		return fail_older(r, err);
	if (removals(r->counts) == 0)
		return 0;
	if (a == PROV_SYNC_ANOTHER)
		return fail_another(r, err);
	return r->sink->went_back ? fail_restored(r, err) : 0;
}

int prov_sync_server_check(struct prov_sync_run *r, struct prov_err *err)
{
	if (!r->sink->last || !r->source->ended.name || r->options->accept || judge(r, err) == 0)
		return 0;
	r->counts->proof.server = PROV_PROOF_FAILS;
	return -1;
}
