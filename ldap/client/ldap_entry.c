/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap_entry.c - an entry, decoded in place
 *
 * libldap finds the DN; the attributes are read here: nested tag, length, value (X.690) of which
 * LDAP uses only definite lengths. No value is copied or allocated, that is what makes reading a
 * big directory several times cheaper than ldap_get_values_len().
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ldap/client/ldap_int.h"

#define TAG_OCTETS 0x04
#define TAG_SET 0x31

bool prov_ldap_entry_take(struct prov_ldap_entry_bytes *in, unsigned char tag,
			  struct prov_ldap_entry_bytes *content)
{
	size_t left = (size_t)(in->end - in->p), len, head = 2;

	if (left < 2 || in->p[0] != tag)
		return false;
	len = in->p[1];
	if (len & 0x80) {
		size_t n = len & 0x7f;

		if (n == 0 || n > sizeof(uint32_t) || left < 2 + n)
			return false;
		for (len = 0; head < 2 + n; head++)
			len = len << 8 | in->p[head];
	}
	if (len > left - head)
		return false;
	content->p = in->p + head;
	content->end = in->p = content->p + len;
	return true;
}

static size_t grow(void *array, size_t cap, size_t size)
{
	void **p = array;

	cap = cap ? cap * 2 : 32;
	*p = prov_realloc(*p, cap * size);
	return cap;
}

static struct prov_text text_of(const struct prov_ldap_entry_bytes *b)
{
	return (struct prov_text){ (const char *)b->p, (size_t)(b->end - b->p) };
}

/* PartialAttribute: SEQUENCE { type OCTET STRING, vals SET OF OCTET STRING } */
static bool read_attr(const struct berval *element, struct prov_ldap_entry_buf *buf,
		      struct prov_ldap_attr *attr, size_t *used)
{
	struct prov_ldap_entry_bytes in = { (const unsigned char *)element->bv_val,
				      (const unsigned char *)element->bv_val + element->bv_len };
	struct prov_ldap_entry_bytes type, set, value;
	size_t first = *used;

	if (!prov_ldap_entry_take(&in, TAG_OCTETS, &type) || !prov_ldap_entry_take(&in, TAG_SET, &set))
		return false;
	while (set.p < set.end) {
		if (!prov_ldap_entry_take(&set, TAG_OCTETS, &value))
			return false;
		if (*used == buf->value_cap)
			buf->value_cap = grow(&buf->values, buf->value_cap, sizeof(*buf->values));
		buf->values[(*used)++] = text_of(&value);
	}
	attr->name = text_of(&type);
	attr->values.v = NULL;
	attr->values.n = *used - first;
	attr->keys = NULL;
	return true;
}

/* One bit of 64: different bits are different names, whatever their case. */
static uint64_t name_bit(const struct prov_text *name)
{
	size_t n = name->len;

	if (n == 0)
		return 1;
	return (uint64_t)1 << ((n * 7 + (name->p[0] & 0x1f) + (name->p[n - 1] & 0x1f) * 5) & 63);
}

/* Makes the values of the last attribute more values of the same one before it: the n attributes have
 * the first used values of buf. */
static bool join_last(struct prov_ldap_entry_buf *buf, size_t n, size_t used)
{
	const struct prov_ldap_attr *last = &buf->attrs[n - 1];
	size_t count = last->values.n, end = 0;

	for (size_t i = 0; i < n - 1; i++) {
		struct prov_ldap_attr *a = &buf->attrs[i];

		end += a->values.n;
		if (a->name.len != last->name.len || strncasecmp(a->name.p, last->name.p, a->name.len) != 0)
			continue;
		for (size_t from = used - count; from < used && from > end; from++, end++) {
			struct prov_text value = buf->values[from];

			memmove(&buf->values[end + 1], &buf->values[end], (from - end) * sizeof(value));
			buf->values[end] = value;
		}
		a->values.n += count;
		return true;
	}
	return false;
}

/* No attribute may be there twice, but slapd answers so after slapadd -q of a file in which one's lines are
 * not together. Values that are not looked at are members who lose their group. */
static bool read_attrs(BerElement *ber, struct prov_ldap_entry_buf *buf, size_t *count)
{
	size_t used = 0, n = 0;
	uint64_t seen = 0, bit;
	struct berval element;

	while (ber_skip_element(ber, &element) == LBER_SEQUENCE) {
		if (n == buf->attr_cap)
			buf->attr_cap = grow(&buf->attrs, buf->attr_cap, sizeof(*buf->attrs));
		if (!read_attr(&element, buf, &buf->attrs[n++], &used))
			return false;
		bit = name_bit(&buf->attrs[n - 1].name);
		if ((seen & bit) && join_last(buf, n, used))
			n--;
		seen |= bit;
	}
	/* Only now: the array may have moved while it grew. */
	used = 0;
	for (size_t i = 0; i < n; i++) {
		buf->attrs[i].values.v = used < buf->value_cap ? &buf->values[used] : NULL;
		used += buf->attrs[i].values.n;
	}
	*count = n;
	return true;
}

int prov_ldap_entry_parse(LDAP *ld, LDAPMessage *msg, struct prov_ldap_entry_buf *buf,
			  struct prov_ldap_entry *entry)
{
	BerElement *ber = NULL;
	struct berval dn;
	ber_len_t left = 0;
	bool good;

	if (ldap_get_dn_ber(ld, msg, &ber, &dn) != LDAP_SUCCESS) {
		ber_free(ber, 0);
		return -1;
	}
	good = read_attrs(ber, buf, &entry->attr_count);
	ber_get_option(ber, LBER_OPT_BER_REMAINING_BYTES, &left);
	ber_free(ber, 0);
	if (!good || left)
		return -1;
	entry->dn = (struct prov_text){ dn.bv_val, dn.bv_len };
	entry->attrs = buf->attrs;
	return 0;
}

void prov_ldap_entry_buf_fini(struct prov_ldap_entry_buf *buf)
{
	free(buf->attrs);
	free(buf->values);
	free(buf->keys);
	ldap_controls_free(buf->controls);
	*buf = (struct prov_ldap_entry_buf){ 0 };
}

struct prov_values prov_ldap_entry_get(const struct prov_ldap_entry *entry, const char *name)
{
	struct prov_values found = { NULL, 0 };
	size_t len = strlen(name);

	for (size_t i = 0; i < entry->attr_count; i++) {
		const struct prov_ldap_attr *a = &entry->attrs[i];

		if (a->name.len < len || strncasecmp(a->name.p, name, len) != 0)
			continue;
		if (a->name.len == len)
			return a->values;
		if (a->name.p[len] == ';' && !found.n)
			found = a->values;
	}
	return found;
}
