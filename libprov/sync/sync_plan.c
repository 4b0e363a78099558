/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync_plan.c - the limits of one run
 *
 * Absence is a claim: a directory that suddenly misses many users has more likely lost rights, a
 * subtree or its data than its people. The limits count users of this source that are not missing
 * already, and its groups; in one run and in 24 hours, in all and by context.
 */
#include "libprov/sync/sync_plan.h"

#include "libprov/base/base.h"
#include "libprov/sync/sync_scope.h"

#define FORCE_HINT "look at the list (--dry-run shows all of the plan); --force goes on if it is right"

static int fail_empty(long long known, const char *what, struct prov_err *err)
{
	prov_fail(err, PROV_E_GUARD, "the directory shows no %s, but %lld %s known from it; nothing was "
		  "changed", what, known, known == 1 ? "is" : "are");
	return prov_err_hint(err, "check base, filter and access rights; --force does not help here");
}

/* An entry without a key is nobody that is known. Groups may come to nothing, one by one. */
static int check_empty(const struct prov_sync_counts *c, long long keyless, long long keyless_groups,
		       struct prov_err *err)
{
	if (c->read_users - keyless <= 0 && c->owned_users + c->suspect_users > 0)
		return fail_empty(c->suspect_users > c->owned_users ? c->suspect_users : c->owned_users,
				  "users", err);
	if (c->read_groups - keyless_groups <= 0 && c->suspect_groups > 1)
		return fail_empty(c->suspect_groups, "groups", err);
	return 0;
}

/* So few may always go, whatever their share; but never more than half of several. */
static long long floor_of(long long owned, long long floor)
{
	return owned > 1 && floor > owned / 2 ? owned / 2 : floor;
}

static bool is_more(long long n, long long owned, long long percent, long long floor)
{
	return owned > 0 && n > floor_of(owned, floor) && n * 100 > owned * percent;
}

/* So many who were deleted and made anew are somebody's work, more are a directory that was loaded anew. */
#define HANDFUL 5

bool prov_sync_plan_is_rekeyed(long long n, long long owned)
{
	return n > floor_of(owned, HANDFUL);
}

enum prov_sync_verdict prov_sync_plan_judge(const struct prov_sync_tally *t,
					    const struct prov_sync_options *o)
{
	if (prov_sync_plan_is_rekeyed(t->rekeyed, t->owned + t->recent))
		return PROV_SYNC_REKEYED;
	if (t->missing <= 0)
		return PROV_SYNC_PASS;
	if (t->owned > 1 && t->missing >= t->owned && t->coming <= 0)
		return PROV_SYNC_EMPTIED;
	if (o->force)
		return PROV_SYNC_PASS;
	if (is_more(t->missing, t->owned, o->max_delete, o->max_delete_floor))
		return PROV_SYNC_SHARE;
	if (is_more(t->missing + t->recent, t->owned + t->recent, 2LL * o->max_delete,
		    2LL * o->max_delete_floor))
		return PROV_SYNC_WINDOW;
	return PROV_SYNC_PASS;
}

bool prov_sync_plan_loses(long long n, long long of, const struct prov_sync_options *o)
{
	return of > o->max_delete_floor && is_more(n, of, o->max_delete, o->max_delete_floor);
}

static int check_lost(const struct prov_sync_counts *c, const struct prov_sync_options *o,
		      struct prov_err *err)
{
	if (o->force || !c->lost_what[0])
		return 0;
	prov_fail(err, PROV_E_GUARD, "%lld of %lld would be lost at once: %s; nothing was changed", c->lost,
		  c->lost_of, c->lost_what);
	if (c->rules_changed)
		prov_err_detail(err, "The mapping is another one than in the run before.");
	return prov_err_hint(err, "check the access rights to the attribute; look at --dry-run; --force goes "
			     "on if it is right");
}

/* So many contexts at once: the fault lies with the source. */
#define HELD_CONTEXTS 3
#define HELD_PERCENT 5

static bool too_many_contexts(const struct prov_sync_counts *c)
{
	return c->tripped_contexts > HELD_CONTEXTS && c->tripped_contexts * 100 > c->contexts * HELD_PERCENT;
}

bool prov_sync_plan_stops(const struct prov_sync_counts *c, const struct prov_sync_options *o)
{
	return prov_sync_plan_judge(&c->users, o) != PROV_SYNC_PASS ||
		prov_sync_plan_judge(&c->groups, o) != PROV_SYNC_PASS || too_many_contexts(c);
}

static int fail_share(const struct prov_sync_tally *t, const char *what,
		      const struct prov_sync_options *o, struct prov_err *err)
{
	prov_fail(err, PROV_E_GUARD, "%lld of %lld %s (%lld%%) are missing in the directory; nothing "
		  "was changed", t->missing, t->owned, what, t->missing * 100 / t->owned);
	prov_err_detail(err, "The limit is %d percent (max_delete) and more than %lld %s "
			"(max_delete_floor, but never more than half).", o->max_delete,
			floor_of(t->owned, o->max_delete_floor), what);
	return prov_err_hint(err, "%s", FORCE_HINT);
}

static int fail_window(const struct prov_sync_tally *t, const char *what,
		       const struct prov_sync_options *o, struct prov_err *err)
{
	long long all = t->missing + t->recent, owned = t->owned + t->recent;

	prov_fail(err, PROV_E_GUARD, "%lld of %lld %s (%lld%%) would have gone missing in 24 hours, %lld "
		  "of them now; nothing was changed", all, owned, what, all * 100 / owned, t->missing);
	prov_err_detail(err, "The limit of 24 hours is twice that of a run: %lld percent and more than %lld "
			"%s.", 2LL * o->max_delete, floor_of(owned, 2LL * o->max_delete_floor), what);
	return prov_err_hint(err, "%s", FORCE_HINT);
}

/* An entry without a key may be any of those who are not found: nobody is proved to be gone. */
static int check_keyless(long long gone, long long keyless, const char *what, struct prov_err *err)
{
	if (keyless == 0 || gone == 0)
		return 0;
	prov_fail(err, PROV_E_GUARD, "%lld %s are missing, but %lld entries show no key and could be "
		  "them; nothing was changed", gone, what, keyless);
	return prov_err_hint(err, "--dry-run lists them; give the bind DN the right to read the key "
			     "attribute, or leave them out by filter; --force does not help here");
}

static int fail_emptied(const struct prov_sync_tally *t, const char *what, struct prov_err *err)
{
	prov_fail(err, PROV_E_GUARD, "all %lld %s that are known from the directory are missing in it; "
		  "nothing was changed", t->owned, what);
	return prov_err_hint(err, "check base, filter and access rights; --force does not help here");
}

static int fail_rekeyed(const struct prov_sync_tally *t, const char *what, struct prov_err *err)
{
	prov_fail(err, PROV_E_GUARD, "%lld new %s have the names or addresses of those who are missing: the "
		  "directory seems to have been loaded anew, with new keys; nothing was changed", t->rekeyed,
		  what);
	prov_err_detail(err, "Users and groups are followed by the key of their entries (entryUUID, "
			"objectGUID, nsUniqueId), never by name. With new keys all users would be disabled, "
			"and none could come; groups would lose their ids.");
	return prov_err_hint(err, "load the directory again with its old keys: from a backup with "
			     "operational attributes (slapcat and slapadd keep entryUUID); neither --force "
			     "nor adopt helps");
}

static int check_tally(const struct prov_sync_tally *t, const char *what,
		       const struct prov_sync_options *o, struct prov_err *err)
{
	switch (prov_sync_plan_judge(t, o)) {
	case PROV_SYNC_SHARE:
		return fail_share(t, what, o, err);
	case PROV_SYNC_WINDOW:
		return fail_window(t, what, o, err);
	case PROV_SYNC_REKEYED:
		return fail_rekeyed(t, what, err);
	case PROV_SYNC_EMPTIED:
		return fail_emptied(t, what, err);
	default:
		return 0;
	}
}

static int check_contexts(const struct prov_sync_counts *c, struct prov_err *err)
{
	if (!too_many_contexts(c))
		return 0;
	prov_fail(err, PROV_E_GUARD, "in %lld of %lld contexts too many users or groups are missing (%s); "
		  "nothing was changed", c->tripped_contexts, c->contexts, c->held_names);
	return prov_err_hint(err, "%s", FORCE_HINT);
}

int prov_sync_plan_held(const struct prov_sync_counts *c, struct prov_err *err)
{
	if (!c->held)
		return 0;
	prov_fail(err, PROV_E_GUARD, "%lld users and %lld groups were held back in %s, where too many are "
		  "missing; everything else was done", c->held_users, c->held_groups, c->held_names);
	return prov_err_hint(err, "look at the list; --force goes on if it is right, but never takes the "
			     "last ones of a context (deletecontext does)");
}

int prov_sync_plan_check(const struct prov_sync_counts *c, long long keyless,
			 long long keyless_groups, const struct prov_sync_options *o,
			 struct prov_err *err)
{
	if (check_empty(c, keyless, keyless_groups, err) < 0 ||
	    check_keyless(c->users.missing + c->deleted, keyless, "users", err) < 0 ||
	    check_keyless(c->groups.missing + c->groups_deleted, keyless_groups, "groups", err) < 0)
		return -1;
	if (prov_sync_scope_check(c, o, err) < 0)
		return -1;
	if (check_tally(&c->users, "users", o, err) < 0 || check_tally(&c->groups, "groups", o, err) < 0)
		return -1;
	if (check_contexts(c, err) < 0)
		return -1;
	return check_lost(c, o, err);
}
