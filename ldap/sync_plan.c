/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync_plan.c - the limits of one run
 *
 * Absence is a claim: a directory that suddenly misses many users has more likely lost rights, a
 * subtree or its data than its people. The limit counts users of this source that are not missing
 * already, and its groups.
 */
#include "ldap/sync_plan.h"

#include "libprov/base/base.h"

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

/* The same limits for users and groups: a group that goes takes its members' access with it. */
static int check_share(long long missing, long long owned, const char *what,
		       const struct prov_sync_options *o, struct prov_err *err)
{
	if (missing <= o->max_delete_floor || owned <= 0 || missing * 100 <= owned * o->max_delete)
		return 0;
	prov_fail(err, PROV_E_GUARD, "%lld of %lld %s (%lld%%) are missing in the directory; nothing "
		  "was changed", missing, owned, what, missing * 100 / owned);
	prov_err_detail(err, "The limit is %d percent (max_delete) and more than %d %s "
			"(max_delete_floor).", o->max_delete, o->max_delete_floor, what);
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

int prov_sync_plan_check(const struct prov_sync_counts *c, long long keyless,
			 long long keyless_groups, const struct prov_sync_options *o,
			 struct prov_err *err)
{
	if (check_empty(c, keyless, keyless_groups, err) < 0 ||
	    check_keyless(c->missing + c->deleted, keyless, "users", err) < 0 ||
	    check_keyless(c->groups_deleted, keyless_groups, "groups", err) < 0)
		return -1;
	if (o->force)
		return 0;
	if (check_share(c->missing, c->owned_users, "users", o, err) < 0)
		return -1;
	return check_share(c->groups_deleted, c->owned_groups, "groups", o, err);
}
