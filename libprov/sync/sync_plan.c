/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync_plan.c - the limits of one run
 *
 * Absence is a claim: a directory that suddenly misses many users has more likely lost rights, a
 * subtree or its data than its people. The limits count users of this source that are not missing
 * already, and its groups; in one run and in 24 hours, in all and by context.
 */
#include "libprov/sync/sync_plan.h"

#include <string.h>

#include "libprov/base/base.h"
#include "libprov/sync/sync_scope.h"

static int hint(const struct prov_sync_counts *c, struct prov_err *err)
{
	return prov_err_hint(err, "look at the list (--dry-run shows all of the plan); if it is right: %s",
			     c->command);
}

static int fail_empty(long long known, const char *what, struct prov_err *err)
{
	prov_fail(err, PROV_E_GUARD, "the directory shows no %s, but %lld %s known from it; nothing was "
		  "changed", what, known, known == 1 ? "is" : "are");
	return prov_err_hint(err, "check base, filter and access rights; --accept does not help here");
}

/* An entry without a key is nobody that is known. Groups may come to nothing, one by one. */
static int check_empty(const struct prov_sync_counts *c, long long keyless, long long keyless_groups,
		       struct prov_err *err)
{
	if (!c->since && c->read_users - keyless <= 0 && c->owned_users + c->suspect_users > 0)
		return fail_empty(c->suspect_users > c->owned_users ? c->suspect_users : c->owned_users,
				  "users", err);
	if (c->read_groups - keyless_groups <= 0 && c->suspect_groups > 1)
		return fail_empty(c->suspect_groups, "groups", err);
	return 0;
}

/* So many who were deleted and made anew are somebody's work, more are a directory that was loaded anew. */
#define HANDFUL 5

bool prov_sync_plan_is_rekeyed(long long n, long long owned)
{
	return n > (owned > 1 && owned / 2 < HANDFUL ? owned / 2 : HANDFUL);
}

/* So many contexts at once: the fault lies with the source. */
#define HELD_CONTEXTS 3
#define HELD_PERCENT 5

bool prov_sync_plan_is_general(const struct prov_sync_counts *c)
{
	return c->tripped_contexts > HELD_CONTEXTS && c->tripped_contexts * 100 > c->contexts * HELD_PERCENT;
}

/* Has the source nothing left of several? No option opens that. */
static bool is_emptied(const struct prov_limit_count *c, const struct prov_sync_options *o)
{
	return (c->kind == PROV_LIMIT_MISSING || c->kind == PROV_LIMIT_GROUPS) &&
		prov_limit_judge(&o->limits, c) == PROV_LIMIT_LAST;
}

static bool is_too_much(const struct prov_limit_count *c, const struct prov_sync_options *o, bool accepted)
{
	return c->context == 0 && prov_limit_judge(&o->limits, c) != PROV_LIMIT_PASS &&
		(!accepted || is_emptied(c, o));
}

static bool is_reloaded(const struct prov_sync_counts *c)
{
	const struct prov_limit_count *u = &c->limits[PROV_LIMIT_MISSING], *g = &c->limits[PROV_LIMIT_GROUPS];

	return prov_sync_plan_is_rekeyed(c->rekeyed_users, c->owned_users + u->recent) ||
		prov_sync_plan_is_rekeyed(c->rekeyed_groups, c->owned_groups + g->recent);
}

bool prov_sync_plan_stops(const struct prov_sync_counts *c, const struct prov_sync_options *o)
{
	for (int kind = 0; kind < PROV_LIMITS; kind++)
		if (is_too_much(&c->limits[kind], o, c->accepted))
			return true;
	return is_reloaded(c) || prov_sync_scope_stops(c);
}

/* "9 of 100 users (9%) are missing in the directory: ..." */
static void describe(const struct prov_limit_count *c, bool day, struct prov_str *s)
{
	const struct prov_limit_kind *kind = prov_limit_kind(c->kind);
	long long n = c->n + (day ? c->recent : 0), of = prov_limit_base(c, day);

	if (n > of)
		prov_str_addf(s, "%lld %s %s, where %lld are known", n, kind->subject, kind->what, of);
	else
		prov_str_addf(s, "%lld of %lld %s (%lld%%) %s", n, of, kind->subject, of ? n * 100 / of : 0,
			      kind->what);
	if (c->field[0])
		prov_str_addf(s, ": %s", c->field);
	if (c->context)
		prov_str_addf(s, ", in context %lld", c->context);
	if (day)
		prov_str_addf(s, ", counted over 24 hours, %lld of them now", c->n);
}

static int explain(const struct prov_limit_count *c, const struct prov_sync_counts *counts,
		   const struct prov_sync_options *o, struct prov_err *err)
{
	const struct prov_limit_kind *kind = prov_limit_kind(c->kind);
	enum prov_limit_verdict verdict = prov_limit_judge(&o->limits, c);
	bool day = verdict == PROV_LIMIT_DAY;

	const char *mapping = counts->rules_changed ? " The mapping is another one than in the run before."
						    : "";

	if (verdict == PROV_LIMIT_LAST)
		prov_err_detail(err, "That it is all of several %s is believed only after a look.%s",
				kind->subject, mapping);
	else
		prov_err_detail(err, "The limit of %s is %lld: %d percent (limits.%s), or %d%s.%s",
				day ? "24 hours" : "a run", prov_limit_allowed(&o->limits, c, day),
				o->limits.percent[c->kind] * (day ? 2 : 1), kind->name,
				kind->floor >= 0 ? kind->floor : o->limits.floor * (day ? 2 : 1),
				kind->floor >= 0 ? "" : " (limits.floor), but never more than half", mapping);
	return hint(counts, err);
}

static int fail_limit(const struct prov_limit_count *c, const struct prov_sync_counts *counts,
		      const struct prov_sync_options *o, struct prov_err *err)
{
	struct prov_str s = PROV_STR_INIT;

	describe(c, prov_limit_judge(&o->limits, c) == PROV_LIMIT_DAY, &s);
	prov_fail(err, PROV_E_GUARD, "%s; nothing was changed", s.p);
	prov_str_fini(&s);
	return explain(c, counts, o, err);
}

/* An entry without a key may be any of those who are not found: nobody is proved to be gone. */
static int check_keyless(long long gone, long long keyless, const char *what, struct prov_err *err)
{
	if (keyless == 0 || gone == 0)
		return 0;
	prov_fail(err, PROV_E_GUARD, "%lld %s are missing, but %lld entries show no key and could be "
		  "them; nothing was changed", gone, what, keyless);
	return prov_err_hint(err, "--dry-run lists them; give the bind DN the right to read the key "
			     "attribute, or leave them out by filter; --accept does not help here");
}

static int fail_emptied(const struct prov_limit_count *c, struct prov_err *err)
{
	prov_fail(err, PROV_E_GUARD, "all %lld %s that are known from the directory are missing in it; "
		  "nothing was changed", c->of, prov_limit_kind(c->kind)->subject);
	return prov_err_hint(err, "check base, filter and access rights; --accept does not help here");
}

static int check_rekeyed(long long n, long long owned, const char *what, struct prov_err *err)
{
	if (!prov_sync_plan_is_rekeyed(n, owned))
		return 0;
	prov_fail(err, PROV_E_GUARD, "%lld new %s have the names or addresses of those who are missing: the "
		  "directory seems to have been loaded anew, with new keys; nothing was changed", n, what);
	prov_err_detail(err, "Users and groups are followed by the key of their entries (entryUUID, "
			"objectGUID, nsUniqueId), never by name. With new keys all users would be disabled, "
			"and none could come; groups would lose their ids.");
	return prov_err_hint(err, "\"ldapsync --rekey name --dry-run\" shows a plan that keeps users and "
			     "groups with their ids (by name, mail or dn); or load the directory again "
			     "with its old keys: from a backup with operational attributes (slapcat and "
			     "slapadd keep entryUUID); neither --accept nor adopt helps");
}

/* The one that is the most too much is told. */
static int check_limits(const struct prov_sync_counts *c, const struct prov_sync_options *o,
			struct prov_err *err)
{
	const struct prov_limit_count *worst = NULL;

	for (int kind = 0; kind < PROV_LIMITS; kind++) {
		const struct prov_limit_count *l = &c->limits[kind];

		if (is_too_much(l, o, false) &&
		    (!worst || prov_limit_used(&o->limits, l) > prov_limit_used(&o->limits, worst)))
			worst = l;
	}
	return worst ? fail_limit(worst, c, o, err) : 0;
}

/* Contexts that are most of the source, or too many. */
static int check_contexts(const struct prov_sync_counts *c, const struct prov_sync_options *o,
			  struct prov_err *err)
{
	if (c->tripped_contexts == 0 || c->held)
		return 0;
	if (!prov_sync_plan_is_general(c) && c->tripped.n)
		return fail_limit(&c->tripped, c, o, err);
	prov_fail(err, PROV_E_GUARD, "in %lld of %lld contexts too much would be taken away (%s); "
		  "nothing was changed", c->tripped_contexts, c->contexts, c->held_names);
	return hint(c, err);
}

int prov_sync_plan_held(const struct prov_sync_counts *c, struct prov_err *err)
{
	struct prov_str s = PROV_STR_INIT;

	if (!c->held)
		return 0;
	prov_fail(err, PROV_E_GUARD, "%lld users and %lld groups were held back in %s, where too much "
		  "would be taken away; everything else was done",
		  c->held_users, c->held_groups, c->held_names);
	if (c->tripped.n) {
		describe(&c->tripped, c->tripped_day, &s);
		prov_err_detail(err, "%s.", s.p);
	}
	prov_str_fini(&s);
	return hint(c, err);
}

/* What is accepted is accepted as a whole. */
static int fail_foreign(const struct prov_sync_counts *c, struct prov_err *err)
{
	prov_fail(err, PROV_E_GUARD, "%lld that would be taken away %s no part of the plan that was "
		  "accepted; nothing was changed", c->foreign, c->foreign == 1 ? "is" : "are");
	prov_err_detail(err, "No part of it: %s%s.", c->foreign_names, c->foreign > 10 ? ", ..." : "");
	return hint(c, err);
}

int prov_sync_plan_never(const struct prov_sync_counts *c, long long keyless, long long keyless_groups,
			 const struct prov_sync_options *o, struct prov_err *err)
{
	const struct prov_limit_count *users = &c->limits[PROV_LIMIT_MISSING],
		*groups = &c->limits[PROV_LIMIT_GROUPS];

	if (check_empty(c, keyless, keyless_groups, err) < 0 ||
	    check_keyless(c->missing + c->deleted, keyless, "users", err) < 0 ||
	    check_keyless(groups->n + c->groups_deleted, keyless_groups, "groups", err) < 0)
		return -1;
	if (check_rekeyed(c->rekeyed_users, c->owned_users + users->recent, "users", err) < 0 ||
	    check_rekeyed(c->rekeyed_groups, c->owned_groups + groups->recent, "groups", err) < 0)
		return -1;
	if (is_emptied(users, o))
		return fail_emptied(users, err);
	return is_emptied(groups, o) ? fail_emptied(groups, err) : 0;
}

int prov_sync_plan_check(const struct prov_sync_counts *c, const struct prov_sync_options *o,
			 struct prov_err *err)
{
	if (c->accepted)
		return 0;
	if (o->accept)
		return fail_foreign(c, err);
	if (prov_sync_scope_check(c, err) < 0 || check_limits(c, o, err) < 0)
		return -1;
	return check_contexts(c, o, err);
}

static int fail_rekey_accept(const struct prov_sync_rekey *k, const struct prov_sync_options *o,
			     struct prov_err *err)
{
	prov_fail(err, PROV_E_GUARD,
		  "%lld users and %lld groups would get the keys of new entries%s; nothing was changed",
		  k->users, k->groups, k->other_source ?
		  ", and the source another profile, key attribute or kind of server" : "");
	if (o->digest)
		prov_err_detail(err, "The plan is another one than that which was accepted.");
	else if (k->users_left + k->groups_left)
		prov_err_detail(err, "%lld users and %lld groups are left as they are.", k->users_left,
				k->groups_left);
	return prov_err_hint(err, "--dry-run shows the plan; the same command with --accept %s carries it "
			     "out", k->digest);
}

int prov_sync_plan_rekey(const struct prov_sync_counts *c, const struct prov_sync_options *o,
			 struct prov_err *err)
{
	const struct prov_sync_rekey *k = &c->rekey;

	if (!o->rekey || o->dry_run || (k->users + k->groups == 0 && !k->other_source) ||
	    (o->digest && strcmp(o->digest, k->digest) == 0))
		return 0;
	return fail_rekey_accept(k, o, err);
}
