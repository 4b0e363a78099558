/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync_number.c - THE table of the numbers of a run: what they are called, and what they mean
 */
#include <prov/sync.h>

#include "libprov/base/base.h"

#define NUMBER(name, member, read, adds, meaning) \
	{ name, offsetof(struct prov_sync_counts, member), read, adds, meaning },

/* In the order in which they are told. */
static const struct prov_sync_number numbers[] = {
	NUMBER("users_read", read_users, true, false, "Users in the directory; or those that changed.")
	NUMBER("groups_read", read_groups, true, false, "Groups in the directory; or those that were read.")
	NUMBER("created", created, false, true, "Users created.")
	NUMBER("changed", changed, false, true, "Users changed.")
	NUMBER("renamed", renamed, false, true, "Users renamed, of those changed.")
	NUMBER("adopted", adopted, false, true, "Local users taken over, of those changed.")
	NUMBER("rekeyed", rekey.users, false, true, "Users that got another key, of those changed.")
	NUMBER("groups_rekeyed", rekey.groups, false, true, "Groups that got another key, of those changed.")
	NUMBER("enabled", enabled, false, true, "Users enabled again, of those changed.")
	NUMBER("disabled", disabled, false, true, "Users disabled: missing, or so in a rejected entry.")
	NUMBER("deleted", deleted, false, true, "Users deleted after the grace.")
	NUMBER("groups_created", groups_created, false, true, "Groups created.")
	NUMBER("groups_changed", groups_changed, false, true, "Groups changed.")
	NUMBER("groups_missing", groups_missing, false, true, "Groups that went missing.")
	NUMBER("groups_deleted", groups_deleted, false, true, "Groups deleted after the grace.")
	NUMBER("members_added", members_added, false, true, "Memberships added.")
	NUMBER("members_removed", members_removed, false, true, "Memberships removed.")
	NUMBER("members_ignored", members_ignored, false, false, "Members that are no users of the source.")
	NUMBER("left_out", left_out, false, false, "Values that cannot be used.")
	NUMBER("rejected", rejected, false, false, "Entries that could not be taken.")
	NUMBER("drift", drift, false, false, "Changes that incremental runs had missed.")
	NUMBER("held_users", held_users, false, false, "Users held back, where too many are missing.")
	NUMBER("held_groups", held_groups, false, false, "Groups held back, where too many are missing.")
};

const struct prov_sync_number *prov_sync_number_at(size_t i)
{
	return i < COUNT(numbers) ? &numbers[i] : NULL;
}

long long prov_sync_number_get(const struct prov_sync_number *n, const struct prov_sync_counts *counts,
			       bool applied)
{
	if (!applied && !n->read)
		return 0;
	return *(const long long *)(const void *)((const char *)counts + n->offset);
}

void prov_sync_number_add_words(struct prov_str *s, const struct prov_sync_number *number)
{
	for (const char *p = number->name; *p; p++)
		prov_str_add_char(s, *p == '_' ? ' ' : *p);
}

void prov_sync_number_add_summary(struct prov_str *s, const struct prov_sync_counts *counts)
{
	for (size_t i = 0; i < COUNT(numbers); i++) {
		const long long value = prov_sync_number_get(&numbers[i], counts, true);

		if (value == 0 && !numbers[i].read)
			continue;
		prov_str_addf(s, "%s %lld ", i ? "," : "", value);
		prov_sync_number_add_words(s, &numbers[i]);
	}
}

void prov_sync_number_add_json(struct prov_str *s, const struct prov_sync_counts *counts, bool applied)
{
	for (size_t i = 0; i < COUNT(numbers); i++)
		prov_str_addf(s, "%s\"%s\": %lld", i ? ", " : "", numbers[i].name,
			      prov_sync_number_get(&numbers[i], counts, applied));
}

long long prov_sync_number_changes(const struct prov_sync_counts *c)
{
	return c->created + c->changed + c->disabled + c->deleted + c->groups_created +
		c->groups_changed + c->groups_missing + c->groups_deleted + c->members_added +
		c->members_removed;
}
