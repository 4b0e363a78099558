/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_primary.c - members of a group that the group does not name
 *
 * Each account has a primary group, by its number. In Active Directory that is primaryGroupID, and the last
 * part of the group's objectSid: who has a group as primary one is in it, and not in its "member", so a
 * group that becomes the primary one of somebody would lose a member. The usual primary groups, Domain Users
 * and its like, hold everybody and are not kept. Where a source asks for it (primary_group), it is gidNumber
 * of both: then all are kept, some hundred bytes each.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ldap/source/source_int.h"

#define RID_USERS 513			/* Domain Users */
#define RID_GUESTS 514			/* Domain Guests */

struct prov_source_primary_user {
	long long rid;
	struct prov_text dn, key;
};

static bool is_usual(long long rid)
{
	return rid == RID_USERS || rid == RID_GUESTS;
}

static bool read_number(const struct prov_text *t, long long *n)
{
	char digits[24];

	if (t->len == 0 || t->len >= sizeof(digits))
		return false;
	memcpy(digits, t->p, t->len);
	digits[t->len] = '\0';
	return prov_int_parse(digits, 0, UINT32_MAX, n);
}

/* Only where other members have one. */
static struct prov_text key_of(const struct prov_source_ldap *s, const struct prov_record *record)
{
	if (!s->pub.members_by_key)
		return (struct prov_text){ NULL, 0 };
	return (struct prov_text){ prov_pool_strdup(s->primary.pool, record->key), strlen(record->key) };
}

/* The primary group of a user, if it is not the usual one. */
static bool has_primary(const struct prov_source_ldap *s, const struct prov_ldap_entry *entry,
			const struct prov_record *record, long long *rid)
{
	struct prov_values number;

	if (!s->profile->user_number || !s->groups || record->kind != PROV_ENTRY_USER || !record->key)
		return false;
	number = prov_ldap_entry_get(entry, s->profile->user_number);
	return number.n == 1 && read_number(&number.v[0], rid) &&
		!(s->profile->active_directory && is_usual(*rid));
}

void prov_source_primary_note(struct prov_source_ldap *s, const struct prov_ldap_entry *entry,
			      const struct prov_record *record)
{
	struct prov_source_primary *p = &s->primary;
	long long rid;

	if (!has_primary(s, entry, record, &rid))
		return;
	if (!p->pool)
		p->pool = prov_pool_new();
	if (p->n == p->cap) {
		p->cap = p->cap ? p->cap * 2 : 64;
		p->users = prov_realloc(p->users, p->cap * sizeof(*p->users));
	}
	p->is_sorted = false;
	p->users[p->n++] = (struct prov_source_primary_user){
		rid, { prov_pool_strndup(p->pool, entry->dn.p, entry->dn.len), entry->dn.len },
		key_of(s, record)
	};
}

void prov_source_primary_filter(const struct prov_source_ldap *s, struct prov_str *filter)
{
	const char *number = s->profile->user_number;

	prov_str_addf(filter, "(!(%s=%d))(!(%s=%d))", number, RID_USERS, number, RID_GUESTS);
}

/* ---- members ---- */

/* The last four bytes of a SID, the lowest first. A SID has a head of 8 bytes, whose second one says how
 * many parts of 4 follow. */
static bool rid_of(const struct prov_values *sid, long long *rid)
{
	const unsigned char *b;
	size_t len;

	if (sid->n != 1 || sid->v[0].len < 12)
		return false;
	b = (const unsigned char *)sid->v[0].p;
	len = sid->v[0].len;
	if (len != 8 + 4 * (size_t)b[1])
		return false;
	b += len - 4;
	*rid = (long long)b[0] | (long long)b[1] << 8 | (long long)b[2] << 16 | (long long)b[3] << 24;
	return true;
}

static bool number_of(const struct prov_source_ldap *s, const struct prov_ldap_entry *group,
		      long long *number)
{
	struct prov_values v = prov_ldap_entry_get(group, s->profile->group_number);

	if (s->profile->active_directory)
		return rid_of(&v, number);
	return v.n == 1 && read_number(&v.v[0], number);
}

static int by_rid(const void *a, const void *b)
{
	const struct prov_source_primary_user *x = a, *y = b;

	return x->rid < y->rid ? -1 : x->rid > y->rid;
}

/* The first one in this group; *count: how many there are. They are sorted once, after all were read. */
static const struct prov_source_primary_user *find_users(struct prov_source_primary *p, long long rid,
							 size_t *count)
{
	size_t low = 0, high = p->n;

	if (!p->is_sorted)
		qsort(p->users, p->n, sizeof(*p->users), by_rid);
	p->is_sorted = true;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (p->users[middle].rid < rid)
			low = middle + 1;
		else
			high = middle;
	}
	for (*count = 0; low + *count < p->n && p->users[low + *count].rid == rid;)
		++*count;
	return p->users + low;
}

/* Is it among those that were read? A user who left a context is looked up, and may be in another one. */
static bool was_read(struct prov_source_primary *p, long long rid, const struct prov_text *dn)
{
	size_t count;
	const struct prov_source_primary_user *u = find_users(p, rid, &count);

	for (size_t i = 0; i < count; i++)
		if (u[i].dn.len == dn->len && memcmp(u[i].dn.p, dn->p, dn->len) == 0)
			return true;
	return false;
}

int prov_source_primary_late(struct prov_source_ldap *s, const struct prov_ldap_entry *entry,
			     const struct prov_record *record, struct prov_err *err)
{
	long long rid;

	if (s->primary.unread || !has_primary(s, entry, record, &rid) ||
	    was_read(&s->primary, rid, &entry->dn))
		return 0;
	return prov_fail(err, PROV_E_INCOMPLETE, "\"%s\" was not read with the others, and is there: it has "
			 "the primary group %lld, and groups were read without it", record->dn, rid);
}

static struct prov_ldap_attr *copy_attrs(struct prov_source_primary *p, const struct prov_ldap_entry *entry)
{
	if (p->attr_cap < entry->attr_count + 1) {
		p->attr_cap = entry->attr_count + 1;
		p->attrs = prov_realloc(p->attrs, p->attr_cap * sizeof(*p->attrs));
	}
	memcpy(p->attrs, entry->attrs, entry->attr_count * sizeof(*p->attrs));
	return p->attrs;
}

/* The one that the mapping takes members from. */
static const char *member_attr(const struct prov_source_ldap *s)
{
	char **attrs = prov_map_attrs(s->groups);
	const char *const names[] = { s->profile->member, "member", "uniqueMember" };

	for (size_t i = 0; i < COUNT(names); i++)
		for (size_t k = 0; attrs[k]; k++)
			if (strcasecmp(attrs[k], names[i]) == 0)
				return names[i];
	return s->profile->member;
}

/* Its place among the attributes; a new one at the end if there is none. */
static struct prov_ldap_attr *member_of(const char *name, struct prov_ldap_attr *attrs, size_t *count)
{
	const struct prov_ldap_attr none = { .name = { name, strlen(name) } };

	for (size_t i = 0; i < *count; i++)
		if (attrs[i].name.len == none.name.len &&
		    strncasecmp(attrs[i].name.p, name, none.name.len) == 0)
			return &attrs[i];
	attrs[*count] = none;
	return &attrs[(*count)++];
}

void prov_source_primary_fill(struct prov_source_ldap *s, struct prov_ldap_entry *entry)
{
	struct prov_source_primary *p = &s->primary;
	struct prov_ldap_attr *member;
	long long rid;
	const struct prov_source_primary_user *users;
	size_t more;

	if (!p->n || !number_of(s, entry, &rid))
		return;
	users = find_users(p, rid, &more);
	if (!more)
		return;
	entry->attrs = copy_attrs(p, entry);
	member = member_of(member_attr(s), p->attrs, &entry->attr_count);
	if (p->member_cap < member->values.n + more) {
		p->member_cap = member->values.n + more;
		p->members = prov_realloc(p->members, p->member_cap * sizeof(*p->members));
		p->keys = prov_realloc(p->keys, p->member_cap * sizeof(*p->keys));
	}
	for (size_t i = 0; i < member->values.n; i++) {
		p->members[i] = member->values.v[i];
		p->keys[i] = member->keys ? member->keys[i] : (struct prov_text){ NULL, 0 };
	}
	for (size_t i = 0; i < more; i++) {
		p->members[member->values.n] = users[i].dn;
		p->keys[member->values.n++] = users[i].key;
	}
	member->values.v = p->members;
	member->keys = p->keys;
}

void prov_source_primary_fini(struct prov_source_primary *p)
{
	prov_pool_free(p->pool);
	free(p->users);
	free(p->attrs);
	free(p->members);
	free(p->keys);
}
