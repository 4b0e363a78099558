/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap_member.c - the keys of those whom an entry names, where a server says them with the entry
 *
 * A name is only a name: it may be written in another way than the entry has it, or be that of another one by
 * the time it is looked at. Two controls give the key beside it, and only for who is there and can be seen:
 *
 *	Active Directory	1.2.840.113556.1.4.529: each DN becomes <GUID=...>;<SID=...>;DN, that
 *				of the entry and those in other attributes, too
 *	389, OpenLDAP		1.3.6.1.4.1.4203.666.5.16: a list beside the entry, attribute, value and
 *				key, in the order of the values
 *
 * Neither is critical: who gets no key is known by name.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "ldap/client/ldap_int.h"

#define EXTENDED_DN "1.2.840.113556.1.4.529"
#define GUID "<GUID="

enum prov_ldap_member_way prov_ldap_member_way(const struct prov_values *controls)
{
	static const struct { const char *oid; enum prov_ldap_member_way way; } known[] = {
		{ EXTENDED_DN, PROV_LDAP_MEMBER_EXTENDED }, { LDAP_CONTROL_X_DEREF, PROV_LDAP_MEMBER_DEREF },
	};

	for (size_t k = 0; k < COUNT(known); k++)
		for (size_t i = 0; i < controls->n; i++)
			if (controls->v[i].len == strlen(known[k].oid) &&
			    memcmp(controls->v[i].p, known[k].oid, controls->v[i].len) == 0)
				return known[k].way;
	return PROV_LDAP_MEMBER_DN;
}

/* ---- the request ---- */

static int extended_control(LDAPControl **control)
{
	static const char as_text[] = { 0x30, 3, 2, 1, 1 };	/* SEQUENCE { INTEGER 1 } */
	struct berval value = { sizeof(as_text), (char *)(uintptr_t)as_text };

	return ldap_control_create(EXTENDED_DN, 0, &value, 1, control);
}

static int deref_control(LDAP *ld, const struct prov_ldap_members *members, LDAPControl **control)
{
	char *keys[] = { (char *)(uintptr_t)members->key, NULL };
	LDAPDerefSpec *specs;
	struct berval value;
	size_t n = 0;
	int rc;

	while (members->attrs[n])
		n++;
	specs = prov_alloc((n + 1) * sizeof(*specs));
	for (size_t i = 0; i < n; i++)
		specs[i] = (LDAPDerefSpec){ .derefAttr = members->attrs[i], .attributes = keys };
	rc = ldap_create_deref_control_value(ld, specs, &value);
	free(specs);
	if (rc != LDAP_SUCCESS)
		return rc;
	rc = ldap_control_create(LDAP_CONTROL_X_DEREF, 0, &value, 1, control);
	ldap_memfree(value.bv_val);
	return rc;
}

int prov_ldap_member_control(LDAP *ld, const struct prov_ldap_members *members, LDAPControl **control)
{
	if (members->way == PROV_LDAP_MEMBER_EXTENDED)
		return extended_control(control);
	if (members->way == PROV_LDAP_MEMBER_DEREF && members->attrs[0])
		return deref_control(ld, members, control);
	return LDAP_SUCCESS;
}

/* ---- extended DNs ---- */

/* Digits, with hyphens where those of a GUID are, or without. */
static bool is_guid(const struct prov_text *t)
{
	for (size_t i = 0; i < t->len; i++)
		if (!isxdigit((unsigned char)t->p[i]) &&
		    (t->len != 36 || t->p[i] != '-' || (i != 8 && i != 13 && i != 18 && i != 23)))
			return false;
	return t->len == 36 || t->len == 32;
}

bool prov_ldap_member_split(struct prov_text *value, struct prov_text *key)
{
	const size_t head = strlen(GUID);
	struct prov_text rest = *value, guid;
	const char *end;

	if (rest.len < head || strncasecmp(rest.p, GUID, head) != 0)
		return false;
	guid = (struct prov_text){ rest.p + head, 0 };
	while (rest.len && rest.p[0] == '<') {
		end = memchr(rest.p, '>', rest.len);
		if (!end || (size_t)(end - rest.p) + 1 == rest.len || end[1] != ';')
			return false;
		if (rest.p == value->p)
			guid.len = (size_t)(end - guid.p);
		rest.len -= (size_t)(end + 2 - rest.p);
		rest.p = end + 2;
	}
	if (!is_guid(&guid))
		return false;
	*key = guid;
	*value = rest;
	return true;
}

static void split_all(struct prov_ldap_entry_buf *buf, struct prov_ldap_entry *entry)
{
	struct prov_text none;

	prov_ldap_member_split(&entry->dn, &none);
	for (size_t i = 0; i < entry->attr_count; i++) {
		struct prov_ldap_attr *a = &buf->attrs[i];

		for (size_t k = 0; k < a->values.n; k++) {
			struct prov_text *key = &buf->keys[a->values.v - buf->values + (ptrdiff_t)k];

			if (prov_ldap_member_split(&a->values.v[k], key))
				a->keys = &buf->keys[a->values.v - buf->values];
		}
	}
}

/* ---- what was dereferenced ---- */

static bool take(struct prov_text *in, unsigned char tag, struct prov_text *content)
{
	const unsigned char *p = (const unsigned char *)in->p;
	struct prov_ldap_entry_bytes left = { p, p + in->len }, found;

	if (!prov_ldap_entry_take(&left, tag, &found))
		return false;
	*in = (struct prov_text){ (const char *)left.p, (size_t)(left.end - left.p) };
	*content = (struct prov_text){ (const char *)found.p, (size_t)(found.end - found.p) };
	return true;
}

static bool is_name(const struct prov_text *t, const char *name)
{
	return t->len == strlen(name) && strncasecmp(t->p, name, t->len) == 0;
}

/* DerefRes: SEQUENCE { attribute, value, [0] SEQUENCE OF PartialAttribute OPTIONAL } */
int prov_ldap_member_next(struct prov_text *rest, const char *key_attr, struct prov_ldap_member *member)
{
	struct prov_text one, attrs, attr, type, values;

	if (rest->len == 0)
		return 0;
	member->key = (struct prov_text){ NULL, 0 };
	if (!take(rest, 0x30, &one) || !take(&one, 0x04, &member->attr) || !take(&one, 0x04, &member->value))
		return -1;
	if (one.len == 0)
		return 1;
	if (!take(&one, 0xa0, &attrs) || one.len)
		return -1;
	while (attrs.len) {
		if (!take(&attrs, 0x30, &attr) || !take(&attr, 0x04, &type) || !take(&attr, 0x31, &values) ||
		    attr.len)
			return -1;
		if (is_name(&type, key_attr) && values.len && !take(&values, 0x04, &member->key))
			return -1;
	}
	return 1;
}

/* Where the keys of an entry go: they mostly come in the order of its values. */
struct place {
	struct prov_ldap_attr *attr;
	size_t next;
};

static void find_attr(struct place *at, struct prov_ldap_entry_buf *buf, size_t count,
		      const struct prov_text *name)
{
	struct prov_ldap_attr *end = buf->attrs + count, *a = buf->attrs;

	if (at->attr && at->attr->name.len == name->len &&
	    strncasecmp(at->attr->name.p, name->p, name->len) == 0)
		return;
	while (a < end && (a->name.len != name->len || strncasecmp(a->name.p, name->p, name->len) != 0))
		a++;
	*at = (struct place){ a < end ? a : NULL, 0 };
}

static void put_key(struct place *at, struct prov_ldap_entry_buf *buf, const struct prov_ldap_member *member)
{
	const struct prov_values *values = &at->attr->values;

	for (size_t i = 0; i < values->n; i++) {
		const size_t k = (at->next + i) % values->n;
		const struct prov_text *v = &values->v[k];

		if (v->len != member->value.len || memcmp(v->p, member->value.p, v->len) != 0)
			continue;
		at->attr->keys = &buf->keys[values->v - buf->values];
		buf->keys[values->v - buf->values + (ptrdiff_t)k] = member->key;
		at->next = k + 1;
		return;
	}
}

static int read_deref(const struct prov_ldap_members *members, LDAPMessage *msg, LDAP *ld,
		      struct prov_ldap_entry_buf *buf, struct prov_ldap_entry *entry)
{
	struct prov_ldap_member member;
	struct place at = { NULL, 0 };
	struct prov_text all, rest;
	LDAPControl *c;
	int rc;

	if (ldap_get_entry_controls(ld, msg, &buf->controls) != LDAP_SUCCESS)
		return -1;
	c = ldap_control_find(LDAP_CONTROL_X_DEREF, buf->controls, NULL);
	if (!c)
		return 0;
	all = (struct prov_text){ c->ldctl_value.bv_val, c->ldctl_value.bv_len };
	if (!take(&all, 0x30, &rest) || all.len)
		return -1;
	while ((rc = prov_ldap_member_next(&rest, members->key, &member)) > 0) {
		find_attr(&at, buf, entry->attr_count, &member.attr);
		if (at.attr && member.key.len)
			put_key(&at, buf, &member);
	}
	return rc;
}

/* ---- an entry ---- */

static void clear_keys(struct prov_ldap_entry_buf *buf, const struct prov_ldap_entry *entry)
{
	size_t used = 0;

	for (size_t i = 0; i < entry->attr_count; i++)
		used += entry->attrs[i].values.n;
	if (used > buf->key_cap) {
		free(buf->keys);
		buf->key_cap = buf->value_cap;
		buf->keys = prov_alloc(buf->key_cap * sizeof(*buf->keys));
	} else if (used) {
		memset(buf->keys, 0, used * sizeof(*buf->keys));
	}
}

int prov_ldap_member_keys(const struct prov_ldap_members *members, LDAP *ld, LDAPMessage *msg,
			  struct prov_ldap_entry_buf *buf, struct prov_ldap_entry *entry)
{
	if (members->way == PROV_LDAP_MEMBER_DN)
		return 0;
	ldap_controls_free(buf->controls);
	buf->controls = NULL;
	clear_keys(buf, entry);
	if (members->way == PROV_LDAP_MEMBER_DEREF)
		return read_deref(members, msg, ld, buf, entry);
	split_all(buf, entry);
	return 0;
}
