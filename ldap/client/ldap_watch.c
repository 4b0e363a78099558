/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap_watch.c - searches that stay: the server tells what changes, and up to which cookie (RFC 4533,
 * refreshAndPersist)
 *
 * Only which entry it is counts, not how it looks: who reads what is told looks the entry up, and so never
 * takes an old state of it for the present one. What the server says before it has caught up with the cookie
 * of a search is skipped, since that is the business of a search that ends. All that is not expected ends
 * the watch: the caller begins a new one, from a cookie that is safe.
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "ldap/client/ldap_sync.h"

struct prov_ldap_watch {
	struct prov_ldap *ldap;
	struct staying {
		int msgid;
		bool is_live;		/* it has caught up */
	} *searches;
	size_t count, live;
	LDAPMessage *msg;		/* that told points into; with what was taken out of it */
	LDAPControl **controls;
	struct berval *data;
};

struct prov_ldap_watch *prov_ldap_watch_open(struct prov_ldap *ldap)
{
	struct prov_ldap_watch *w = prov_alloc(sizeof(*w));

	w->ldap = ldap;
	return w;
}

static void drop_message(struct prov_ldap_watch *w)
{
	ldap_controls_free(w->controls);
	ber_bvfree(w->data);
	ldap_msgfree(w->msg);
	w->controls = NULL;
	w->data = NULL;
	w->msg = NULL;
}

void prov_ldap_watch_close(struct prov_ldap_watch *w)
{
	if (!w)
		return;
	drop_message(w);
	prov_ldap_close(w->ldap);
	free(w->searches);
	free(w);
}

int prov_ldap_watch_fd(const struct prov_ldap_watch *w)
{
	int fd = -1;

	ldap_get_option(w->ldap->ld, LDAP_OPT_DESC, &fd);
	return fd;
}

static int fail(const struct prov_ldap_watch *w, int rc, const char *diagnostic, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *what = prov_asprintf("cannot watch %s", w->ldap->uri);

	return prov_ldap_fail(err, rc, diagnostic, what);
}

static int malformed(const struct prov_ldap_watch *w, struct prov_err *err)
{
	return prov_fail(err, PROV_E_INCOMPLETE, "cannot watch %s: it sent a message that is not "
			 "well-formed, or does not belong there", w->ldap->uri);
}

static void controlp(LDAPControl **c)
{
	if (*c)
		ldap_control_free(*c);
}

int prov_ldap_watch_add(struct prov_ldap_watch *w, const char *base, const char *filter, const char *cookie,
			struct prov_err *err)
{
	const struct prov_ldap_sync sync = { .cookie = { cookie, strlen(cookie) }, .stays = true };
	PROV_CLEANUP(prov_ldap_pipe_release) struct prov_ldap_pipe pipe;
	PROV_CLEANUP(controlp) LDAPControl *control = NULL;
	char none[] = LDAP_NO_ATTRS, *attrs[] = { none, NULL };
	int msgid = -1, rc;

	prov_ldap_pipe_hold(&pipe);
	rc = prov_ldap_sync_control(&sync, &control);
	if (rc == LDAP_SUCCESS)
		rc = ldap_search_ext(w->ldap->ld, base, LDAP_SCOPE_SUBTREE, filter, attrs, 0,
				     (LDAPControl *[]){ control, NULL }, NULL, NULL, 0, &msgid);
	if (rc != LDAP_SUCCESS)
		return fail(w, rc, NULL, err);
	w->searches = prov_realloc(w->searches, (w->count + 1) * sizeof(*w->searches));
	w->searches[w->count++] = (struct staying){ msgid, false };
	return 0;
}

/* ---- messages ---- */

/* 1: told, 0: it tells nothing. */
static int on_entry(struct prov_ldap_watch *w, const struct staying *s, struct prov_ldap_told *told,
		    struct prov_err *err)
{
	struct prov_ldap_sync_state state;
	const LDAPControl *c;
	struct prov_text value;

	if (!s->is_live)
		return 0;
	if (ldap_get_entry_controls(w->ldap->ld, w->msg, &w->controls) != LDAP_SUCCESS || !w->controls ||
	    !(c = ldap_control_find(LDAP_CONTROL_SYNC_STATE, w->controls, NULL)))
		return malformed(w, err);
	value = (struct prov_text){ c->ldctl_value.bv_val, c->ldctl_value.bv_len };
	if (!value.p || prov_ldap_sync_read_state(&value, &state) < 0)
		return malformed(w, err);
	told->uuid = state.uuid;
	told->gone = state.what == PROV_LDAP_SYNC_DELETE;
	told->cookie = state.cookie;
	return 1;
}

static void memp(char **p)
{
	ldap_memfree(*p);
}

/* Sets of UUIDs are for what was before. */
static int on_info(struct prov_ldap_watch *w, struct staying *s, struct prov_ldap_told *told,
		   struct prov_err *err)
{
	PROV_CLEANUP(memp) char *oid = NULL;
	struct prov_ldap_sync_info info;
	struct prov_text value;

	if (ldap_parse_intermediate(w->ldap->ld, w->msg, &oid, &w->data, NULL, 0) != LDAP_SUCCESS)
		return malformed(w, err);
	if (!oid || strcmp(oid, LDAP_SYNC_INFO) != 0)
		return 0;
	value = (struct prov_text){ w->data ? w->data->bv_val : "", w->data ? w->data->bv_len : 0 };
	if (prov_ldap_sync_read_info(&value, &info) < 0 || (s->is_live && info.news == PROV_LDAP_SYNC_IDS))
		return malformed(w, err);
	if (!s->is_live && info.news != PROV_LDAP_SYNC_IDS && info.news != PROV_LDAP_SYNC_COOKIE &&
	    info.flag) {
		s->is_live = true;
		w->live++;
		return 0;
	}
	if (!s->is_live || info.news != PROV_LDAP_SYNC_COOKIE)
		return 0;
	told->cookie = info.cookie;
	return 1;
}

static void on_result(const struct prov_ldap_watch *w, struct prov_err *err)
{
	PROV_CLEANUP(memp) char *diagnostic = NULL;
	int code = LDAP_DECODING_ERROR;

	ldap_parse_result(w->ldap->ld, w->msg, &code, NULL, &diagnostic, NULL, NULL, 0);
	if (code == LDAP_SUCCESS)
		prov_fail(err, PROV_E_INCOMPLETE, "%s does not go on telling what changes", w->ldap->uri);
	else
		fail(w, code, diagnostic, err);
}

static struct staying *search_of(const struct prov_ldap_watch *w)
{
	const int msgid = ldap_msgid(w->msg);

	for (size_t i = 0; i < w->count; i++)
		if (w->searches[i].msgid == msgid)
			return &w->searches[i];
	return NULL;
}

static int on_message(struct prov_ldap_watch *w, int type, struct prov_ldap_told *told, struct prov_err *err)
{
	struct staying *s = search_of(w);

	if (!s)		/* a server that is about to end says so without being asked */
		return malformed(w, err);
	*told = (struct prov_ldap_told){ .search = (size_t)(s - w->searches) };
	switch (type) {
	case LDAP_RES_SEARCH_ENTRY:
		return on_entry(w, s, told, err);
	case LDAP_RES_INTERMEDIATE:
		return on_info(w, s, told, err);
	case LDAP_RES_SEARCH_REFERENCE:
		return 0;
	case LDAP_RES_SEARCH_RESULT:
		on_result(w, err);
		return -1;
	default:
		return malformed(w, err);
	}
}

/* The next message: its type; 0: none in time, -1. */
static int receive(struct prov_ldap_watch *w, long long ms, struct prov_err *err)
{
	struct timeval tv = { ms / 1000, ms % 1000 * 1000 };
	int type;

	drop_message(w);
	if (w->ldap->broken)
		return fail(w, LDAP_SERVER_DOWN, NULL, err);
	type = ldap_result(w->ldap->ld, LDAP_RES_ANY, LDAP_MSG_ONE, &tv, &w->msg);
	if (type >= 0)
		return type;
	w->ldap->broken = true;
	return fail(w, LDAP_SERVER_DOWN, NULL, err);
}

int prov_ldap_watch_next(struct prov_ldap_watch *w, struct prov_ldap_told *told, struct prov_err *err)
{
	int type, rc = 0;

	while (rc == 0 && (type = receive(w, 0, err)) != 0)
		rc = type < 0 ? -1 : on_message(w, type, told, err);
	return rc;
}

/* One that has caught up may tell something already: that is lost here, so what the caller reads in
 * another way has to be read after this. */
int prov_ldap_watch_begin(struct prov_ldap_watch *w, struct prov_err *err)
{
	struct prov_ldap_told skipped;
	int type;

	while (w->live < w->count) {
		type = receive(w, w->ldap->timeout * 1000LL, err);
		if (type == 0)
			return fail(w, LDAP_TIMEOUT, NULL, err);
		if (type < 0 || on_message(w, type, &skipped, err) < 0)
			return -1;
	}
	return 0;
}
