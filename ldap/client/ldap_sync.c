/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap_sync.c - content synchronisation (RFC 4533): what became of a search since a cookie
 *
 * libldap has functions for it that lose messages, refuse legal ones and forget the cookie, so this is our
 * own. A search that stays ends with its result (refreshOnly). Entries that are new or differ come as such,
 * of others the UUIDs, in whatever way the server chose:
 *
 *	what is gone is named		the rest is as it was
 *	what is there is named		the rest is gone, if the answer comes to its end
 *
 * Which of the two it was is known at the end. Only the cookie of the result counts: those before it are
 * ahead of what came with them on some servers (389 Directory Server), or say more than the state (slapd).
 */
#include <lber.h>

#include "ldap/client/ldap_sync.h"

#define TAG_BOOLEAN 0x01
#define TAG_OCTETS 0x04
#define TAG_ENUMERATED 0x0a
#define TAG_SEQUENCE 0x30
#define TAG_SET 0x31
#define TAG_NEW_COOKIE 0x80		/* [0], [1], [2], [3] of syncInfoValue */
#define TAG_REFRESH_DELETE 0xa1
#define TAG_REFRESH_PRESENT 0xa2
#define TAG_ID_SET 0xa3

#define REFRESH_ONLY 1
#define REFRESH_AND_PERSIST 3

/* ---- values ---- */

static struct prov_ldap_entry_bytes bytes_of(const struct prov_text *value)
{
	const unsigned char *p = (const unsigned char *)value->p;

	return (struct prov_ldap_entry_bytes){ p, p + value->len };
}

static struct prov_text text_of(const struct prov_ldap_entry_bytes *b)
{
	return (struct prov_text){ (const char *)b->p, (size_t)(b->end - b->p) };
}

static bool is_at_end(const struct prov_ldap_entry_bytes *b)
{
	return b->p == b->end;
}

/* All of value, in one element. */
static bool take_all(const struct prov_text *value, unsigned char tag, struct prov_ldap_entry_bytes *content)
{
	struct prov_ldap_entry_bytes in = bytes_of(value);

	return prov_ldap_entry_take(&in, tag, content) && is_at_end(&in);
}

static void take_cookie(struct prov_ldap_entry_bytes *in, struct prov_text *cookie)
{
	struct prov_ldap_entry_bytes content;

	*cookie = (struct prov_text){ NULL, 0 };
	if (prov_ldap_entry_take(in, TAG_OCTETS, &content))
		*cookie = text_of(&content);
}

/* Any byte but 0 is true. One that is not there leaves the flag as it is. */
static bool take_flag(struct prov_ldap_entry_bytes *in, bool *flag)
{
	struct prov_ldap_entry_bytes content;

	if (!prov_ldap_entry_take(in, TAG_BOOLEAN, &content))
		return true;
	if (content.end - content.p != 1)
		return false;
	*flag = content.p[0] != 0;
	return true;
}

int prov_ldap_sync_read_state(const struct prov_text *value, struct prov_ldap_sync_state *state)
{
	struct prov_ldap_entry_bytes in, what, uuid;

	if (!take_all(value, TAG_SEQUENCE, &in) || !prov_ldap_entry_take(&in, TAG_ENUMERATED, &what) ||
	    what.end - what.p != 1 || what.p[0] > PROV_LDAP_SYNC_DELETE ||
	    !prov_ldap_entry_take(&in, TAG_OCTETS, &uuid) || uuid.end - uuid.p != PROV_LDAP_SYNC_UUID)
		return -1;
	state->what = (enum prov_ldap_sync_what)what.p[0];
	state->uuid = uuid.p;
	take_cookie(&in, &state->cookie);
	return is_at_end(&in) ? 0 : -1;
}

int prov_ldap_sync_read_done(const struct prov_text *value, struct prov_ldap_sync_done *done)
{
	struct prov_ldap_entry_bytes in;

	if (!take_all(value, TAG_SEQUENCE, &in))
		return -1;
	done->deletes = false;
	take_cookie(&in, &done->cookie);
	return take_flag(&in, &done->deletes) && is_at_end(&in) ? 0 : -1;
}

/* Each of the set is a UUID. */
static bool take_ids(struct prov_ldap_entry_bytes *in, struct prov_text *ids)
{
	struct prov_ldap_entry_bytes set, uuid;

	if (!prov_ldap_entry_take(in, TAG_SET, &set))
		return false;
	*ids = text_of(&set);
	while (!is_at_end(&set))
		if (!prov_ldap_entry_take(&set, TAG_OCTETS, &uuid) ||
		    uuid.end - uuid.p != PROV_LDAP_SYNC_UUID)
			return false;
	return true;
}

const unsigned char *prov_ldap_sync_next(struct prov_text *ids)
{
	struct prov_ldap_entry_bytes in = bytes_of(ids), uuid;

	if (!prov_ldap_entry_take(&in, TAG_OCTETS, &uuid) || uuid.end - uuid.p != PROV_LDAP_SYNC_UUID)
		return NULL;
	*ids = text_of(&in);
	return uuid.p;
}

static int read_body(struct prov_ldap_entry_bytes *in, struct prov_ldap_sync_info *info)
{
	take_cookie(in, &info->cookie);
	info->flag = info->news != PROV_LDAP_SYNC_IDS;
	if (!take_flag(in, &info->flag) || (info->news == PROV_LDAP_SYNC_IDS && !take_ids(in, &info->ids)))
		return -1;
	return is_at_end(in) ? 0 : -1;
}

int prov_ldap_sync_read_info(const struct prov_text *value, struct prov_ldap_sync_info *info)
{
	static const struct { unsigned char tag; enum prov_ldap_sync_news news; } bodies[] = {
		{ TAG_REFRESH_DELETE, PROV_LDAP_SYNC_DELETES_END },
		{ TAG_REFRESH_PRESENT, PROV_LDAP_SYNC_PRESENT_END }, { TAG_ID_SET, PROV_LDAP_SYNC_IDS },
	};
	struct prov_ldap_entry_bytes in;

	*info = (struct prov_ldap_sync_info){ .news = PROV_LDAP_SYNC_COOKIE };
	if (take_all(value, TAG_NEW_COOKIE, &in)) {
		info->cookie = text_of(&in);
		return 0;
	}
	for (size_t i = 0; i < COUNT(bodies); i++)
		if (take_all(value, bodies[i].tag, &in)) {
			info->news = bodies[i].news;
			return read_body(&in, info);
		}
	return -1;
}

/* ---- the request ---- */

/* An empty cookie is none that a server has given out, and not the same as none. */
static int make_value(const struct prov_ldap_sync *sync, BerElement *ber, struct berval *value)
{
	int rc = ber_printf(ber, "{e", sync->stays ? REFRESH_AND_PERSIST : REFRESH_ONLY);

	if (rc != -1 && sync->cookie.p)
		rc = ber_printf(ber, "o", sync->cookie.p, (ber_len_t)sync->cookie.len);
	if (rc != -1)
		rc = ber_printf(ber, "N}");
	return rc == -1 ? -1 : ber_flatten2(ber, value, 0);
}

/* Critical: a server that does not know it would answer as if nothing had been asked. */
int prov_ldap_sync_control(const struct prov_ldap_sync *sync, LDAPControl **control)
{
	BerElement *ber = ber_alloc_t(LBER_USE_DER);
	struct berval value;
	int rc = LDAP_ENCODING_ERROR;

	if (ber && make_value(sync, ber, &value) == 0)
		rc = ldap_control_create(LDAP_CONTROL_SYNC, 1, &value, 1, control);
	ber_free(ber, 1);
	return rc;
}

/* ---- the answer ---- */

static int malformed(const char *what, struct prov_err *err)
{
	return prov_fail(err, PROV_E_INCOMPLETE, "the server sent %s of a content synchronisation that is "
			 "not well-formed", what);
}

static int tell(struct prov_ldap_sync *sync, const unsigned char *uuid, bool gone, struct prov_err *err)
{
	*(gone ? &sync->gone : &sync->present) += 1;
	return sync->id(sync->data, uuid, gone, err);
}

static void controlsp(LDAPControl ***c)
{
	ldap_controls_free(*c);
}

static bool find_value(const char *oid, LDAPControl **controls, struct prov_text *value)
{
	const LDAPControl *c = controls ? ldap_control_find(oid, controls, NULL) : NULL;

	if (!c)
		return false;
	*value = (struct prov_text){ c->ldctl_value.bv_val, c->ldctl_value.bv_len };
	return value->p != NULL;
}

int prov_ldap_sync_on_entry(struct prov_ldap_sync *sync, LDAP *ld, LDAPMessage *msg, struct prov_err *err)
{
	PROV_CLEANUP(controlsp) LDAPControl **controls = NULL;
	struct prov_ldap_sync_state state;
	struct prov_text value;

	if (ldap_get_entry_controls(ld, msg, &controls) != LDAP_SUCCESS ||
	    !find_value(LDAP_CONTROL_SYNC_STATE, controls, &value) ||
	    prov_ldap_sync_read_state(&value, &state) < 0)
		return malformed("an entry", err);
	if (state.what == PROV_LDAP_SYNC_PRESENT || state.what == PROV_LDAP_SYNC_DELETE)
		return tell(sync, state.uuid, state.what == PROV_LDAP_SYNC_DELETE, err);
	sync->entries++;
	return tell(sync, state.uuid, false, err) < 0 ? -1 : 1;
}

static int on_ids(struct prov_ldap_sync *sync, struct prov_ldap_sync_info *info, struct prov_err *err)
{
	const unsigned char *uuid;

	while ((uuid = prov_ldap_sync_next(&info->ids)))
		if (tell(sync, uuid, info->flag, err) < 0)
			return -1;
	return 0;
}

static void memp(char **p)
{
	ldap_memfree(*p);
}

static void valuep(struct berval **value)
{
	ber_bvfree(*value);
}

int prov_ldap_sync_on_message(struct prov_ldap_sync *sync, LDAP *ld, LDAPMessage *msg, struct prov_err *err)
{
	PROV_CLEANUP(memp) char *oid = NULL;
	PROV_CLEANUP(valuep) struct berval *data = NULL;
	struct prov_ldap_sync_info info;
	struct prov_text value;

	if (ldap_parse_intermediate(ld, msg, &oid, &data, NULL, 0) != LDAP_SUCCESS)
		return malformed("a message", err);
	if (!oid)
		return malformed("a message", err);
	if (strcmp(oid, LDAP_SYNC_INFO) != 0)
		return 0;
	value = (struct prov_text){ data ? data->bv_val : "", data ? data->bv_len : 0 };
	if (prov_ldap_sync_read_info(&value, &info) < 0)
		return malformed("a message", err);
	sync->names_present |= info.news == PROV_LDAP_SYNC_PRESENT_END;
	return info.news == PROV_LDAP_SYNC_IDS ? on_ids(sync, &info, err) : 0;
}

int prov_ldap_sync_on_result(struct prov_ldap_sync *sync, LDAPControl **controls, struct prov_err *err)
{
	struct prov_ldap_sync_done done;
	struct prov_text value;

	if (!find_value(LDAP_CONTROL_SYNC_DONE, controls, &value))
		return prov_fail(err, PROV_E_INCOMPLETE, "the server did not say that the content "
				 "synchronisation is at its end");
	if (prov_ldap_sync_read_done(&value, &done) < 0)
		return malformed("the result", err);
	sync->names_present |= !done.deletes;
	prov_str_clear(&sync->next);
	if (done.cookie.p)
		prov_str_add_len(&sync->next, done.cookie.p, done.cookie.len);
	sync->has_next = done.cookie.p && done.cookie.len;
	return 0;
}
