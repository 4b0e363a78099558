/* SPDX-License-Identifier: Apache-2.0 */
/*
 * relay.c - messages of LDAP, from a client on a local socket to a directory, and back
 *
 * They are passed on one by one, so that it is known which requests wait for an answer. If the directory
 * cannot be reached, leaves, or says nothing for too long, each of them is answered with "unavailable": a
 * client that is cut off instead would connect and ask again, at once and for ever. After that the client has
 * to go: a new connection has no login, and what would be asked there looks as if it did not exist.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include <prov/relay.h>

#include "ldap/client/ldap_int.h"

#define LARGEST (1u << 20)	/* bytes of a message */

/* What is passed on, and how it is answered. */
static const struct { ber_tag_t request, answer; } kinds[] = {
	{ LDAP_REQ_BIND, LDAP_RES_BIND }, { LDAP_REQ_SEARCH, LDAP_RES_SEARCH_RESULT },
	{ LDAP_REQ_UNBIND, 0 }, { LDAP_REQ_ABANDON, 0 },
};

struct side {
	int fd;
	Sockbuf *sb;
	BerElement *part;		/* a message that is being read; or NULL */
};

struct message {
	ber_int_t id;
	ber_tag_t kind;
	BerElement *out;		/* as it is passed on */
};

struct request {
	ber_int_t id;
	ber_tag_t answer;
};

struct relay {
	const struct prov_relay *params;
	struct prov_ldap *ldap;		/* NULL: the directory cannot be reached */
	struct side client, server;
	struct request *waiting;
	size_t count, cap;
	long long heard;		/* when the server was last heard, or asked while nothing waited */
};

static void fail_gone(struct relay *r, struct prov_err *err)
{
	prov_fail(err, PROV_E_UNAVAILABLE, "%s has closed the connection", prov_ldap_uri(r->ldap));
}

/* ---- messages ---- */

/* The content of a message that was read: its number, and the rest as it is. */
static bool take_apart(BerElement *ber, struct message *m)
{
	struct berval bytes;

	if (ber_get_int(ber, &m->id) == LBER_ERROR)
		return false;
	m->kind = ber_peek_tag(ber, &(ber_len_t){ 0 });
	m->out = ber_alloc_t(LBER_USE_DER);
	if (ber_printf(m->out, "{i", m->id) < 0)
		return false;
	while (ber_skip_raw(ber, &bytes) != LBER_ERROR)
		if (ber_write(m->out, bytes.bv_val, bytes.bv_len, 0) < 0)
			return false;
	return ber_printf(m->out, "}") >= 0;
}

/* 1: a message, whose out the caller frees; 0: not all of it is here yet; -1: there are no more. */
static int get(struct side *s, struct message *m)
{
	ber_len_t len;
	ber_tag_t tag;
	bool whole;

	*m = (struct message){ 0 };
	if (!s->part)
		s->part = ber_alloc_t(LBER_USE_DER);
	errno = 0;
	tag = ber_get_next(s->sb, &len, s->part);
	if (tag == LBER_DEFAULT && (errno == EAGAIN || errno == EINTR))
		return 0;
	whole = tag == LBER_SEQUENCE && take_apart(s->part, m);
	ber_free(s->part, 1);
	s->part = NULL;
	if (!whole)
		ber_free(m->out, 1);
	return whole ? 1 : -1;
}

/* Frees out. */
static bool put(const struct relay *r, const struct side *s, BerElement *out)
{
	struct pollfd p = { s->fd, POLLOUT, 0 };
	int rc;

	do
		rc = ber_flush2(s->sb, out, LBER_FLUSH_FREE_NEVER);
	while (rc < 0 && errno == EAGAIN && poll(&p, 1, r->params->network_timeout * 1000) > 0);
	ber_free(out, 1);
	return rc == 0;
}

/* ---- what waits for an answer ---- */

static void wait_for(struct relay *r, ber_int_t id, ber_tag_t answer)
{
	if (r->count == r->cap) {
		r->cap = r->cap ? 2 * r->cap : 8;
		r->waiting = prov_realloc(r->waiting, r->cap * sizeof(*r->waiting));
	}
	if (r->count == 0)
		r->heard = prov_clock_ms();
	r->waiting[r->count++] = (struct request){ id, answer };
}

/* What the server has answered, with its last message. */
static void answered(struct relay *r, const struct message *m)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->waiting[i].id == m->id && r->waiting[i].answer == m->kind) {
			r->waiting[i] = r->waiting[--r->count];
			return;
		}
}

static bool refuse(const struct relay *r, const struct request *q, const struct prov_err *err)
{
	BerElement *out = ber_alloc_t(LBER_USE_DER);

	if (ber_printf(out, "{it{ess}}", q->id, q->answer, (ber_int_t)LDAP_UNAVAILABLE, "", err->msg) < 0) {
		ber_free(out, 1);
		return false;
	}
	return put(r, &r->client, out);
}

static void refuse_all(struct relay *r, const struct prov_err *err)
{
	while (r->count && refuse(r, &r->waiting[r->count - 1], err))
		r->count--;
}

/* ---- the two directions; 0: go on, 1: one of them has left, -1: it cannot go on, err says why ---- */

static int find_kind(ber_tag_t request, struct prov_err *err)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (kinds[i].request == request)
			return (int)i;
	return prov_fail(err, PROV_E_INVALID, "the client asks for more than logins and searches");
}

static int pass(struct relay *r, const struct message *m, struct prov_err *err)
{
	int kind = find_kind(m->kind, err);

	if (kind >= 0 && kinds[kind].answer)
		wait_for(r, m->id, kinds[kind].answer);
	if (kind < 0 || !r->ldap) {
		ber_free(m->out, 1);
		refuse_all(r, err);
		return kind < 0 ? -1 : 0;
	}
	if (put(r, &r->server, m->out))
		return 0;
	fail_gone(r, err);
	return -1;
}

static int from_client(struct relay *r, struct prov_err *err)
{
	struct message m;
	int rc = 0, got;

	while (rc == 0 && (got = get(&r->client, &m)) != 0)
		rc = got < 0 ? 1 : pass(r, &m, err);
	return rc;
}

static int from_server(struct relay *r, struct prov_err *err)
{
	struct message m;
	int got;

	while ((got = get(&r->server, &m)) > 0) {
		r->heard = prov_clock_ms();
		answered(r, &m);
		if (!put(r, &r->client, m.out))
			return 1;
	}
	if (got == 0)
		return 0;
	if (r->count == 0)		/* it had nothing to do */
		return 1;
	fail_gone(r, err);
	return -1;
}

/* How long may be waited for the next message; < 0: for ever. */
static int patience(const struct relay *r)
{
	long long left = r->heard + r->params->timeout * 1000LL - prov_clock_ms();

	return !r->ldap || !r->count ? -1 : left > 0 ? (int)left : 0;
}

static int step(struct relay *r, struct prov_err *err)
{
	struct pollfd p[] = { { r->client.fd, POLLIN, 0 }, { r->ldap ? r->server.fd : -1, POLLIN, 0 } };
	int n = poll(p, COUNT(p), patience(r)), rc = 0;

	if (n < 0 && errno != EINTR)
		return 1;
	if (n == 0) {
		prov_fail(err, PROV_E_TIMEOUT, "%s has not answered for %d seconds", prov_ldap_uri(r->ldap),
			  r->params->timeout);
		return -1;
	}
	if (p[1].revents)
		rc = from_server(r, err);
	if (rc == 0 && p[0].revents)
		rc = from_client(r, err);
	return rc;
}

/* ---- both ends ---- */

static void watch(int fd, Sockbuf *sb)
{
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	ber_sockbuf_ctrl(sb, LBER_SB_OPT_SET_MAX_INCOMING, &(ber_len_t){ LARGEST });
}

static int connect_directory(struct relay *r, struct prov_err *err)
{
	const struct prov_ldap_params params = {
		.uri = r->params->uri, .starttls = r->params->starttls, .ca_file = r->params->ca_file,
		.timeout = r->params->timeout, .network_timeout = r->params->network_timeout, .bare = true,
	};

	r->ldap = prov_ldap_open(&params, err);
	if (!r->ldap)
		return -1;
	ldap_get_option(r->ldap->ld, LDAP_OPT_SOCKBUF, &r->server.sb);
	ldap_get_option(r->ldap->ld, LDAP_OPT_DESC, &r->server.fd);
	watch(r->server.fd, r->server.sb);
	return 0;
}

static void connect_client(struct relay *r, int fd)
{
	r->client.fd = fd;
	r->client.sb = ber_sockbuf_alloc();
	ber_sockbuf_add_io(r->client.sb, &ber_sockbuf_io_fd, LBER_SBIOD_LEVEL_PROVIDER, &fd);
	watch(fd, r->client.sb);
}

static void close_relay(struct relay *r)
{
	ber_free(r->client.part, 1);
	ber_free(r->server.part, 1);
	ber_sockbuf_free(r->client.sb);
	prov_ldap_close(r->ldap);
	free(r->waiting);
}

int prov_relay_run(const struct prov_relay *params, int fd, struct prov_err *err)
{
	PROV_CLEANUP(prov_ldap_pipe_release) struct prov_ldap_pipe pipe;
	struct relay r = { .params = params };
	int rc, result;

	prov_ldap_pipe_hold(&pipe);
	connect_client(&r, fd);
	result = connect_directory(&r, err);	/* -1: the client is told when it asks */
	do
		rc = step(&r, err);
	while (rc == 0);
	if (rc < 0) {
		refuse_all(&r, err);
		result = -1;
	}
	close_relay(&r);
	return result;
}
