/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap_search.c - a search, one message at a time, and when its answer counts as complete
 *
 * Complete is: result success, after the last page, with no reference to another server below the
 * base. Everything else is INCOMPLETE, since a reader would take what is missing for
 * deleted. A paged search cannot go on over a new connection, so a broken one is an error, too.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "ldap/client/ldap_dirsync.h"
#include "ldap/client/ldap_sync.h"

#define MANY 4096	/* values, whose array is not kept for the next entry */
#define AT_ONCE 16	/* entries that are asked for before the first one has come */
#define DOMAIN_SCOPE "1.2.840.113556.1.4.1339"

struct prov_ldap_search {
	struct prov_ldap *ldap;
	struct prov_ldap_query query;	/* with text of our own */
	char *what;			/* for messages: cannot read "base" ... */
	struct prov_str base_norm;
	int msgid;			/* -1: none is running */
	bool done, failed;
	enum prov_ldap_gap gap;
	LDAPMessage *msg;		/* what the caller's entry lives in */
	struct berval *cookie;		/* of the next page */
	long long page_entries;		/* since the page began */
	struct prov_ldap_repeat repeat;
	struct prov_ldap_entry entry;
	struct prov_ldap_entry_buf buf;
};

static int incomplete(struct prov_err *err)
{
	err->code = PROV_E_INCOMPLETE;
	return -1;
}

static void controlp(LDAPControl **c)
{
	if (*c)
		ldap_control_free(*c);
}

/* Sends the search, or the request for its next page. */
static int send_request(struct prov_ldap_search *s, struct prov_err *err)
{
	PROV_CLEANUP(controlp) LDAPControl *page = NULL, *members = NULL, *sync = NULL, *dirsync = NULL;
	LDAPControl scope = { (char *)(uintptr_t)DOMAIN_SCOPE, { 0, NULL }, 0 };
	PROV_CLEANUP(prov_ldap_pipe_release) struct prov_ldap_pipe pipe;
	LDAPControl *controls[6] = { NULL };
	LDAP *ld = s->ldap->ld;
	size_t n = 0;
	int rc = LDAP_SUCCESS;

	prov_ldap_pipe_hold(&pipe);
	if (s->ldap->broken)
		rc = LDAP_SERVER_DOWN;
	else if (s->query.page_size > 0) {
		rc = ldap_create_page_control(ld, s->query.page_size, s->cookie, 1, &page);
		controls[n++] = page;
	}
	if (s->query.domain_scope)
		controls[n++] = &scope;
	if (rc == LDAP_SUCCESS && s->query.members)
		rc = prov_ldap_member_control(ld, s->query.members, &members);
	if (members)
		controls[n++] = members;
	if (rc == LDAP_SUCCESS && s->query.sync)
		rc = prov_ldap_sync_control(s->query.sync, &sync);
	if (sync)
		controls[n++] = sync;
	if (rc == LDAP_SUCCESS && s->query.dirsync)
		rc = prov_ldap_dirsync_control(s->query.dirsync, &dirsync);
	if (dirsync)
		controls[n++] = dirsync;
	if (rc == LDAP_SUCCESS)
		rc = ldap_search_ext(ld, s->query.base, s->query.scope, s->query.filter,
				     s->query.attrs, 0, n ? controls : NULL, NULL, NULL,
				     s->query.size_limit, &s->msgid);
	if (rc == LDAP_SUCCESS)
		return 0;
	s->msgid = -1;
	prov_ldap_fail(err, rc, NULL, s->what);
	if (rc == LDAP_FILTER_ERROR)
		return prov_err_detail(err, "The filter is %s", s->query.filter);
	return incomplete(err);
}

static char **copy_attrs(char **attrs)
{
	size_t n = 0;
	char **copy;

	if (!attrs)
		return NULL;
	while (attrs[n])
		n++;
	copy = prov_alloc((n + 1) * sizeof(*copy));
	for (size_t i = 0; i < n; i++)
		copy[i] = prov_strdup(attrs[i]);
	return copy;
}

struct prov_ldap_search *prov_ldap_search_open(struct prov_ldap *ldap,
					       const struct prov_ldap_query *query,
					       struct prov_err *err)
{
	struct prov_ldap_search *s = prov_alloc(sizeof(*s));

	s->ldap = ldap;
	s->query = *query;
	s->query.base = prov_strdup(query->base);
	s->query.filter = prov_strdup(query->filter ? query->filter : "(objectClass=*)");
	s->query.attrs = copy_attrs(query->attrs);
	s->what = prov_asprintf("cannot read \"%s\" on %s", query->base, ldap->uri);
	s->base_norm = (struct prov_str)PROV_STR_INIT;
	s->msgid = -1;
	if (prov_dn_normalize(query->base, strlen(query->base), &s->base_norm) < 0)
		prov_fail(err, PROV_E_INVALID, "\"%s\" is not a DN", query->base);
	else if (send_request(s, err) == 0)
		return s;
	prov_ldap_search_close(s);
	return NULL;
}

static void refsp(char ***refs)
{
	ber_memvfree((void **)*refs);
}

/* Is what the URL names outside of the base? Only a URL with a DN can tell. */
static bool is_outside(const struct prov_ldap_search *s, const char *url)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str dn = PROV_STR_INIT;
	LDAPURLDesc *desc = NULL;
	bool outside = false;

	if (ldap_url_parse(url, &desc) != LDAP_URL_SUCCESS)
		return false;
	if (desc->lud_dn && *desc->lud_dn)
		outside = prov_dn_normalize(desc->lud_dn, strlen(desc->lud_dn), &dn) == 0 &&
			!prov_dn_is_below(dn.p, s->base_norm.p);
	ldap_free_urldesc(desc);
	return outside;
}

static int fail_reference(const struct prov_ldap_search *s, char **refs, struct prov_err *err)
{
	prov_fail(err, PROV_E_INCOMPLETE, "%s: a part of the answer is on another server: %s",
		  s->what, refs && refs[0] ? refs[0] : "(not named)");
	return prov_err_hint(err, "read the server that holds all of the base DN, or make that part "
			     "a source of its own and choose bases beside it");
}

static int on_reference(struct prov_ldap_search *s, LDAPMessage *msg, struct prov_err *err)
{
	PROV_CLEANUP(refsp) char **refs = NULL;

	if (ldap_parse_reference(s->ldap->ld, msg, &refs, NULL, 0) != LDAP_SUCCESS)
		refs = NULL;
	if (s->query.domain_scope && refs && refs[0] && is_outside(s, refs[0]))
		return 0;
	s->gap = PROV_LDAP_GAP_REFERENCE;
	return fail_reference(s, refs, err);
}

static void controlsp(LDAPControl ***c)
{
	ldap_controls_free(*c);
}

static void memp(char **p)
{
	ldap_memfree(*p);
}

static bool same_cookie(const struct berval *a, const struct berval *b)
{
	return a && b && a->bv_len == b->bv_len && memcmp(a->bv_val, b->bv_val, a->bv_len) == 0;
}

static int fail_repeat(const struct prov_ldap_search *s, struct prov_err *err)
{
	return prov_fail(err, PROV_E_INCOMPLETE, "%s: the server repeats itself, there is nothing new in "
			 "its answer", s->what);
}

/* After a page: 1 if another one is to come, 0 if it was the last. */
static int next_page(struct prov_ldap_search *s, LDAPControl **controls, struct prov_err *err)
{
	LDAPControl *c = ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, controls, NULL);
	struct berval cookie = { 0, NULL };
	ber_int_t estimate;
	bool stuck;

	if (!c || ldap_parse_pageresponse_control(s->ldap->ld, c, &estimate, &cookie) !=
	    LDAP_SUCCESS)
		return prov_fail(err, PROV_E_INCOMPLETE, "%s: the server did not say whether that "
				 "was the last page", s->what);
	stuck = s->page_entries == 0 && same_cookie(s->cookie, &cookie);
	ber_bvfree(s->cookie);
	s->cookie = cookie.bv_len ? ber_bvdup(&cookie) : NULL;
	ber_memfree(cookie.bv_val);
	s->page_entries = 0;
	if (!s->cookie)
		return 0;
	if (stuck)
		return prov_fail(err, PROV_E_INCOMPLETE, "%s: the server repeats the same empty page",
				 s->what);
	if (!prov_ldap_repeat_window(&s->repeat))
		return fail_repeat(s, err);
	return send_request(s, err) < 0 ? -1 : 1;
}

/* After a piece of DirSync, in the same way. */
static int next_piece(struct prov_ldap_search *s, LDAPControl **controls, struct prov_err *err)
{
	const int rc = prov_ldap_dirsync_on_result(s->query.dirsync, controls, s->page_entries == 0, err);

	if (rc <= 0)
		return rc < 0 ? prov_err_context(err, "%s", s->what) : 0;
	s->page_entries = 0;
	if (!prov_ldap_repeat_window(&s->repeat))
		return fail_repeat(s, err);
	return send_request(s, err) < 0 ? -1 : 1;
}

/* The result: 1 if another page follows, 0 if the answer is complete, -1 if it is not. */
static int on_result(struct prov_ldap_search *s, LDAPMessage *msg, struct prov_err *err)
{
	PROV_CLEANUP(controlsp) LDAPControl **controls = NULL;
	PROV_CLEANUP(refsp) char **refs = NULL;
	PROV_CLEANUP(memp) char *diagnostic = NULL;
	int code = LDAP_DECODING_ERROR;
	int rc = ldap_parse_result(s->ldap->ld, msg, &code, NULL, &diagnostic, &refs, &controls, 0);

	s->msgid = -1;
	if (rc != LDAP_SUCCESS)
		code = rc;
	if (code == LDAP_REFERRAL)
		s->gap = PROV_LDAP_GAP_REFERENCE;
	if (code == LDAP_REFERRAL && refs && refs[0])
		return fail_reference(s, refs, err);
	if (code != LDAP_SUCCESS) {
		prov_ldap_fail(err, code, diagnostic, s->what);
		prov_ldap_fail_hint(err, code, s->ldap->kind);
		return incomplete(err);
	}
	if (s->query.sync && prov_ldap_sync_on_result(s->query.sync, controls, err) < 0)
		return prov_err_context(err, "%s", s->what);
	if (s->query.page_size == 0 && !s->query.dirsync)
		return 0;
	s->gap = PROV_LDAP_GAP_PAGE;
	rc = s->query.dirsync ? next_piece(s, controls, err) : next_page(s, controls, err);
	if (rc >= 0)
		s->gap = PROV_LDAP_GAP_RESULT;
	return rc;
}

/* How long to wait for the next message; 0 milliseconds: the deadline is over. */
static long long time_left(const struct prov_ldap_search *s)
{
	long long wait = s->ldap->timeout * 1000LL, left;

	if (!s->ldap->deadline)
		return wait;
	left = s->ldap->deadline - prov_clock_ms();
	return left < 0 ? 0 : left < wait ? left : wait;
}

static int fail_deadline(const struct prov_ldap_search *s, struct prov_err *err)
{
	prov_fail(err, PROV_E_INCOMPLETE, "%s: the answer has not come to its end within the time for all "
		  "of the run", s->what);
	return prov_err_hint(err, "sync.deadline is that time, in seconds");
}

/* Waits for one message; its type, or -1. */
static int wait_message(struct prov_ldap_search *s, struct prov_err *err)
{
	long long wait = time_left(s);
	struct timeval tv = { wait / 1000, wait % 1000 * 1000 };
	int type;

	ldap_msgfree(s->msg);
	s->msg = NULL;
	if (wait == 0)
		return fail_deadline(s, err);
	type = ldap_result(s->ldap->ld, s->msgid, LDAP_MSG_ONE, &tv, &s->msg);
	if (type > 0)
		return type;
	if (type == 0 && time_left(s) == 0)
		return fail_deadline(s, err);
	s->gap = PROV_LDAP_GAP_CONNECTION;
	if (type == 0)
		prov_ldap_fail(err, LDAP_TIMEOUT, NULL, s->what);
	else {
		prov_ldap_fail_last(err, s->ldap->ld, s->what);
		s->ldap->broken = true;
	}
	return incomplete(err);
}

static int on_entry(struct prov_ldap_search *s, const struct prov_ldap_entry **entry,
		    struct prov_err *err)
{
	int rc = s->query.sync ? prov_ldap_sync_on_entry(s->query.sync, s->ldap->ld, s->msg, err) : 1;

	if (rc <= 0)
		return rc < 0 ? prov_err_context(err, "%s", s->what) : 0;
	if (prov_ldap_entry_parse(s->ldap->ld, s->msg, &s->buf, &s->entry) < 0 ||
	    (s->query.members &&
	     prov_ldap_member_keys(s->query.members, s->ldap->ld, s->msg, &s->buf, &s->entry) < 0))
		return prov_fail(err, PROV_E_INCOMPLETE, "%s: the server sent a malformed entry",
				 s->what);
	s->page_entries++;
	if (prov_ldap_repeat_entry(&s->repeat, &s->entry.dn) && !prov_ldap_repeat_window(&s->repeat))
		return fail_repeat(s, err);
	*entry = &s->entry;
	return 1;
}

/* One message: 1 with an entry, 0 without, -1. Sets done. */
static int step(struct prov_ldap_search *s, const struct prov_ldap_entry **entry,
		struct prov_err *err)
{
	int rc;

	switch (wait_message(s, err)) {
	case LDAP_RES_SEARCH_ENTRY:
		return on_entry(s, entry, err);
	case LDAP_RES_SEARCH_REFERENCE:
		return on_reference(s, s->msg, err);
	case LDAP_RES_SEARCH_RESULT:
		rc = on_result(s, s->msg, err);
		s->done = rc == 0;
		return rc < 0 ? -1 : 0;
	case LDAP_RES_INTERMEDIATE:
		rc = s->query.sync ? prov_ldap_sync_on_message(s->query.sync, s->ldap->ld, s->msg, err) : 0;
		return rc < 0 ? prov_err_context(err, "%s", s->what) : 0;
	case -1:
		return -1;
	default:
		return prov_fail(err, PROV_E_INCOMPLETE, "%s: the server sent a message that does not "
				 "belong to a search", s->what);
	}
}

int prov_ldap_search_next(struct prov_ldap_search *s, const struct prov_ldap_entry **entry,
			  struct prov_err *err)
{
	int rc = 0;

	if (s->failed)
		return prov_fail(err, PROV_E_INCOMPLETE, "%s: it failed before", s->what);
	while (rc == 0 && !s->done)
		rc = step(s, entry, err);
	s->failed = rc < 0;
	return rc;
}

void prov_ldap_search_release(struct prov_ldap_search *s)
{
	ldap_msgfree(s->msg);
	s->msg = NULL;
	if (s->buf.value_cap > MANY)
		prov_ldap_entry_buf_fini(&s->buf);
}

enum prov_ldap_gap prov_ldap_search_gap(const struct prov_ldap_search *s)
{
	return s->gap;
}

static void abandon(struct prov_ldap_search *s)
{
	PROV_CLEANUP(prov_ldap_pipe_release) struct prov_ldap_pipe pipe;

	prov_ldap_pipe_hold(&pipe);
	ldap_abandon_ext(s->ldap->ld, s->msgid, NULL, NULL);
}

void prov_ldap_search_close(struct prov_ldap_search *s)
{
	if (!s)
		return;
	if (s->msgid != -1)
		abandon(s);
	ldap_msgfree(s->msg);
	ber_bvfree(s->cookie);
	for (char **a = s->query.attrs; a && *a; a++)
		free(*a);
	free(s->query.attrs);
	free((char *)(uintptr_t)s->query.base);
	free((char *)(uintptr_t)s->query.filter);
	free(s->what);
	prov_str_fini(&s->base_norm);
	prov_ldap_entry_buf_fini(&s->buf);
	prov_ldap_repeat_fini(&s->repeat);
	free(s);
}

void prov_ldap_search_closep(struct prov_ldap_search **s)
{
	prov_ldap_search_close(*s);
	*s = NULL;
}

static struct prov_ldap_search *open_entry(struct prov_ldap *ldap, const char *dn, char **attrs,
					   struct prov_err *err)
{
	const struct prov_ldap_query query = { .base = dn, .scope = LDAP_SCOPE_BASE, .attrs = attrs };

	return prov_ldap_search_open(ldap, &query, err);
}

static int read_entry(struct prov_ldap_search *search,
		      void (*fn)(void *data, const struct prov_ldap_entry *entry), void *data,
		      struct prov_err *err)
{
	const struct prov_ldap_entry *entry;
	int end = 0, found = prov_ldap_search_next(search, &entry, err);

	if (found > 0) {
		if (fn)
			fn(data, entry);
		end = prov_ldap_search_next(search, &entry, err);
	}
	if (found < 0 && err->native == LDAP_NO_SUCH_OBJECT) {
		prov_err_clear(err);
		return 0;
	}
	return found < 0 || end < 0 ? -1 : found;
}

int prov_ldap_search_entry(struct prov_ldap *ldap, const char *dn, char **attrs,
			   void (*fn)(void *data, const struct prov_ldap_entry *entry), void *data,
			   struct prov_err *err)
{
	PROV_CLEANUP(prov_ldap_search_closep)
	struct prov_ldap_search *search = open_entry(ldap, dn, attrs, err);

	return search ? read_entry(search, fn, data, err) : -1;
}

int prov_ldap_search_exists(struct prov_ldap *ldap, const char *dn, struct prov_err *err)
{
	char none[] = LDAP_NO_ATTRS;
	char *attrs[] = { none, NULL };

	return prov_ldap_search_entry(ldap, dn, attrs, NULL, NULL, err);
}

/* Of these few: how many are there, from the first one on. */
static size_t count_there(struct prov_ldap *ldap, const char *const *dns, size_t count, struct prov_err *err)
{
	struct prov_ldap_search *searches[AT_ONCE];
	char none[] = LDAP_NO_ATTRS;
	char *attrs[] = { none, NULL };
	size_t asked = 0, there = 0;

	while (asked < count && (searches[asked] = open_entry(ldap, dns[asked], attrs, err)))
		asked++;
	if (asked == count)
		while (there < count && read_entry(searches[there], NULL, NULL, err) > 0)
			there++;
	for (size_t i = 0; i < asked; i++)
		prov_ldap_search_close(searches[i]);
	return there;
}

size_t prov_ldap_search_there(struct prov_ldap *ldap, const char *const *dns, size_t count,
			      struct prov_err *err)
{
	size_t there = 0;

	while (there < count) {
		const size_t few = count - there < AT_ONCE ? count - there : AT_ONCE;
		const size_t more = count_there(ldap, dns + there, few, err);

		there += more;
		if (more < few)
			break;
	}
	return there;
}
