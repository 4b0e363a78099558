/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap_member.c - SR25: the keys of members: extended names, and what was dereferenced
 */
#include "ldap/client/ldap_int.h"
#include "ldap/map/map.h"
#include "tests/lib/tap.h"

#define GUID "d90a1ec9-c931-4e20-a220-0123456789ab"
#define BYTES "c91e0ad931c9204ea2200123456789ab"

static struct prov_text text(const char *s)
{
	return (struct prov_text){ s, strlen(s) };
}

static void split(const char *in, const char *key, const char *rest)
{
	struct prov_text value = text(in), found = { NULL, 0 };
	const bool done = prov_ldap_member_split(&value, &found);
	PROV_CLEANUP(prov_freep) char *out = prov_strndup(value.p, value.len);
	PROV_CLEANUP(prov_freep) char *k = done ? prov_strndup(found.p, found.len) : prov_strdup("none");

	is_str(k, key, "the key in %s", in);
	is_str(out, rest, "what is left of %s", in);
}

static void extended(void)
{
	static const char *const plain[] = {
		"", "<", "<GUID=", "<GUID=>", "<GUID=>;", "CN=a,DC=x", "<GUID=" GUID ">",
		"<GUID=" GUID ";CN=a",
		"<GUID=" GUID ">CN=a", "<GUID=" GUID ">;<SID=S-1-5", "<GUID=" GUID ">;<SID=S-1-5>",
		"<GUID=nonsense>;CN=a", "<GUID=d90a1ec9c9-31-4e20-a220-0123456789ab>;CN=a",
		"<SID=S-1-5>;<GUID=" GUID ">;CN=a", "x<GUID=" GUID ">;CN=a",
	};

	split("<GUID=" GUID ">;<SID=S-1-5-21-1-2-3-1107>;CN=Anna,DC=x", GUID, "CN=Anna,DC=x");
	split("<GUID=" GUID ">;CN=Group,DC=x", GUID, "CN=Group,DC=x");
	split("<guid=" BYTES ">;<SID=0105>;CN=<odd>;,DC=x", BYTES, "CN=<odd>;,DC=x");
	split("<GUID=" GUID ">;", GUID, "");
	for (size_t i = 0; i < COUNT(plain); i++)
		split(plain[i], "none", plain[i]);
}

static void guid(const char *in, const char *want)
{
	PROV_CLEANUP(prov_pool_freep) struct prov_pool *pool = prov_pool_new();
	const struct prov_text key = prov_map_key_guid_text(pool, text(in));
	PROV_CLEANUP(prov_freep) char *out = prov_strndup(key.p ? key.p : "", key.len);

	is_str(out, want, "\"%s\" as a key", in);
}

static void guids(void)
{
	guid(GUID, GUID);
	guid("D90A1EC9-C931-4E20-A220-0123456789AB", GUID);
	guid(BYTES, GUID);
	guid("C91E0AD931C9204EA2200123456789AB", GUID);
	guid("", "");
	guid("d90a1ec9-c931-4e20-a220-0123456789a", "");
	guid("d90a1ec9-c931-4e20-a2200-123456789ab", "");
	guid("g91e0ad931c9204ea2200123456789ab", "");
}

/* A list of what was dereferenced, built from the inside to the outside. */
static void wrap(struct prov_str *out, unsigned char tag, const char *p, size_t len)
{
	prov_str_add_char(out, (char)tag);
	if (len > 0x7f)
		prov_str_add_char(out, (char)0x81);
	prov_str_add_char(out, (char)len);
	prov_str_add_len(out, p, len);
}

static void deref(struct prov_str *out, const char *attr, const char *value, const char *type,
		  const char *key)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str one = PROV_STR_INIT, part = PROV_STR_INIT;
	PROV_CLEANUP(prov_str_fini) struct prov_str set = PROV_STR_INIT, seq = PROV_STR_INIT;

	wrap(&one, 0x04, attr, strlen(attr));
	wrap(&one, 0x04, value, strlen(value));
	if (type) {
		wrap(&part, 0x04, type, strlen(type));
		if (key)
			wrap(&set, 0x04, key, strlen(key));
		wrap(&part, 0x31, set.p ? set.p : "", set.len);
		wrap(&seq, 0x30, part.p, part.len);
		wrap(&one, 0xa0, seq.p, seq.len);
	}
	wrap(out, 0x30, one.p, one.len);
}

static void next(struct prov_text *rest, int rc, const char *attr, const char *value, const char *key)
{
	struct prov_ldap_member m = { { NULL, 0 }, { NULL, 0 }, { NULL, 0 } };
	PROV_CLEANUP(prov_freep) char *all = NULL, *want = NULL;

	is_int(prov_ldap_member_next(rest, "nsUniqueId", &m), rc, "the next one of the list");
	if (rc != 1)
		return;
	all = prov_asprintf("%.*s %.*s %.*s", (int)m.attr.len, m.attr.p, (int)m.value.len, m.value.p,
			    (int)m.key.len, m.key.p ? m.key.p : "");
	want = prov_asprintf("%s %s %s", attr, value, key);
	is_str(all, want, "attribute, value and key");
}

static void dereferenced(void)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;
	struct prov_text rest;
	size_t wrong = 0;

	deref(&s, "member", "uid=anna,dc=x", "nsUniqueId", "a1");
	deref(&s, "member", "uid=hidden,dc=x", NULL, NULL);
	deref(&s, "uniqueMember", "uid=ben,dc=x", "NSUNIQUEID", "b2");
	deref(&s, "member", "uid=carl,dc=x", "nsUniqueId", NULL);
	deref(&s, "member", "uid=dora,dc=x", "entryUUID", "d4");
	rest = (struct prov_text){ s.p, s.len };
	next(&rest, 1, "member", "uid=anna,dc=x", "a1");
	next(&rest, 1, "member", "uid=hidden,dc=x", "");
	next(&rest, 1, "uniqueMember", "uid=ben,dc=x", "b2");
	next(&rest, 1, "member", "uid=carl,dc=x", "");
	next(&rest, 1, "member", "uid=dora,dc=x", "");
	next(&rest, 0, NULL, NULL, NULL);
	/* cut off anywhere it is a list of fewer, or none */
	for (size_t len = 0; len < s.len; len++) {
		struct prov_ldap_member m;
		int rc;

		rest = (struct prov_text){ s.p, len };
		while ((rc = prov_ldap_member_next(&rest, "nsUniqueId", &m)) > 0)
			;
		/* between two of them it is not noticed here, but by the length of all */
		wrong += rc == 0 && len != 0 && (unsigned char)s.p[len] != 0x30;
	}
	is_int((long)wrong, 0, "one that is cut off is not well-formed");
	prov_str_clear(&s);
	wrap(&s, 0x30, "\x04\x01" "a\x04\x01" "b\x02\x01\x01", 9);
	rest = (struct prov_text){ s.p, s.len };
	next(&rest, -1, NULL, NULL, NULL);
}

static void way(void)
{
	struct prov_text controls[] = {
		text("1.2.840.113556.1.4.319"), text("1.3.6.1.4.1.4203.666.5.16"),
		text("1.2.840.113556.1.4.529"),
	};

	is_int((int)prov_ldap_member_way(&(struct prov_values){ controls, 1 }), PROV_LDAP_MEMBER_DN,
	       "a server that knows neither control");
	is_int((int)prov_ldap_member_way(&(struct prov_values){ controls, 2 }), PROV_LDAP_MEMBER_DEREF,
	       "one that dereferences");
	is_int((int)prov_ldap_member_way(&(struct prov_values){ controls, 3 }), PROV_LDAP_MEMBER_EXTENDED,
	       "one that has extended names");
}

int main(void)
{
	extended();
	guids();
	dereferenced();
	way();
	return done();
}
