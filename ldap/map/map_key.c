/* SPDX-License-Identifier: Apache-2.0 */
/*
 * map_key.c - the key of an entry: from the value to text, and from text to a filter
 *
 * entryUUID and nsUniqueId are text. objectGUID is 16 bytes, of which Active Directory stores the
 * first three fields with their low byte first; the text is the one that its own tools show.
 */
#include <ctype.h>
#include <string.h>

#include "ldap/map/map_int.h"

#define GUID_LEN 16
#define GUID_TEXT_LEN 36

/* Where each byte of the text is stored. */
static const unsigned char place[GUID_LEN] = {
	3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15
};

static bool has_dash_before(size_t byte)
{
	return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

const char *prov_map_key_guid(struct prov_pool *pool, const unsigned char *b)
{
	static const char digits[] = "0123456789abcdef";
	char text[GUID_TEXT_LEN], *p = text;

	for (size_t i = 0; i < GUID_LEN; i++) {
		if (has_dash_before(i))
			*p++ = '-';
		*p++ = digits[b[place[i]] >> 4];
		*p++ = digits[b[place[i]] & 15];
	}
	return prov_pool_strndup(pool, text, sizeof(text));
}

static unsigned digit(char c)
{
	return isdigit((unsigned char)c) ? (unsigned)(c - '0') :
		(unsigned)(tolower((unsigned char)c) - 'a' + 10);
}

static bool is_hex(const char *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!isxdigit((unsigned char)p[i]))
			return false;
	return true;
}

/* The bytes that prov_map_key_guid() made the text from. */
static bool parse_guid(const char *text, unsigned char bytes[GUID_LEN])
{
	if (strlen(text) != GUID_TEXT_LEN)
		return false;
	for (size_t i = 0; i < GUID_LEN; i++) {
		if (has_dash_before(i) && *text++ != '-')
			return false;
		if (!isxdigit((unsigned char)text[0]) || !isxdigit((unsigned char)text[1]))
			return false;
		bytes[place[i]] = (unsigned char)(digit(text[0]) << 4 | digit(text[1]));
		text += 2;
	}
	return true;
}

struct prov_text prov_map_key_guid_text(struct prov_pool *pool, struct prov_text t)
{
	const struct prov_text none = { NULL, 0 };
	unsigned char bytes[GUID_LEN];
	char text[GUID_TEXT_LEN + 1] = "";
	bool small = true;

	for (size_t i = 0; i < t.len; i++)
		small &= !isupper((unsigned char)t.p[i]);
	if (t.len == 2 * GUID_LEN && is_hex(t.p, t.len)) {
		for (size_t i = 0; i < GUID_LEN; i++)
			bytes[i] = (unsigned char)(digit(t.p[2 * i]) << 4 | digit(t.p[2 * i + 1]));
		return (struct prov_text){ prov_map_key_guid(pool, bytes), GUID_TEXT_LEN };
	}
	if (t.len != GUID_TEXT_LEN)
		return none;
	memcpy(text, t.p, t.len);
	if (!parse_guid(text, bytes))
		return none;
	return small ? t : (struct prov_text){ prov_map_key_guid(pool, bytes), GUID_TEXT_LEN };
}

bool prov_map_key_filter(const struct prov_map *m, const char *key, struct prov_str *filter)
{
	unsigned char bytes[GUID_LEN];

	if (m->key_is_guid && !parse_guid(key, bytes))
		return false;
	prov_str_addf(filter, "(%s=", m->attrs.names[m->key]);
	if (!m->key_is_guid)
		prov_ldap_filter_add(filter, key, strlen(key));
	for (size_t i = 0; m->key_is_guid && i < GUID_LEN; i++)
		prov_str_addf(filter, "\\%02x", bytes[i]);
	prov_str_add_char(filter, ')');
	return true;
}
