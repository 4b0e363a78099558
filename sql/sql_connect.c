/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_connect.c - from a conninfo to a connection, or to why there is none
 *
 * Step by step and not with PQconnectdb(): what a server says on the way (a notice) would go to
 * standard error, and a server that is frozen would hold us for longer than the caller has time.
 * libpq knows connect_timeout in PQconnectdb() only, so several hosts are tried one by one here,
 * after its rules: the next one, unless a server has answered with something that stays.
 */
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>

#include "sql/sql_int.h"

#define SECONDS 10	/* for one host, unless connect_timeout says something else */

/* What the conninfo says of its servers: lists with commas, which libpq has checked or will. */
struct target {
	char *host, *hostaddr, *port;
	size_t count;
	long long ms;
};

static void target_fini(struct target *t)
{
	free(t->host);
	free(t->hostaddr);
	free(t->port);
}

static size_t count_of(const char *list)
{
	size_t n = list && list[0];

	for (; n && *list; list++)
		n += *list == ',';
	return n;
}

/* Element i of a list; of a list with one element that one. */
static char *element(const char *list, size_t i)
{
	if (!list)
		return NULL;
	for (size_t n = count_of(list); n > 1 && i > 0; i--)
		list += strcspn(list, ",") + 1;
	return prov_strndup(list, strcspn(list, ","));
}

static void read_option(struct target *t, const PQconninfoOption *o)
{
	long long seconds;

	if (!o->val)
		return;
	if (strcmp(o->keyword, "host") == 0)
		t->host = prov_strdup(o->val);
	else if (strcmp(o->keyword, "hostaddr") == 0)
		t->hostaddr = prov_strdup(o->val);
	else if (strcmp(o->keyword, "port") == 0)
		t->port = prov_strdup(o->val);
	else if (strcmp(o->keyword, "connect_timeout") == 0 &&
		 prov_int_parse(o->val, -1, 86400, &seconds))
		t->ms = (seconds > 0 ? seconds : 86400) * 1000;
}

/* Frees options, which may be NULL. */
static void target_init(struct target *t, PQconninfoOption *options)
{
	size_t addresses;

	*t = (struct target){ .ms = SECONDS * 1000 };
	for (const PQconninfoOption *o = options; o && o->keyword; o++)
		read_option(t, o);
	PQconninfoFree(options);
	t->count = count_of(t->host);
	addresses = count_of(t->hostaddr);
	if (addresses > t->count)
		t->count = addresses;
}

static void drop_notice(void *data, const PGresult *res)
{
	(void)data;
	(void)res;
}

/* Host i of several, or what the conninfo says. Nothing is read from the server in here. */
static PGconn *start(const struct target *t, size_t i, const char *conninfo, const char *program)
{
	bool several = t->count > 1;
	PROV_CLEANUP(prov_freep) char *host = several ? element(t->host, i) : NULL;
	PROV_CLEANUP(prov_freep) char *hostaddr = several ? element(t->hostaddr, i) : NULL;
	PROV_CLEANUP(prov_freep) char *port = several ? element(t->port, i) : NULL;
	const char *const keys[] = { "client_encoding", "fallback_application_name", "dbname", "host",
				     "hostaddr", "port", NULL };
	const char *const values[] = { "UTF8", program, conninfo, host, hostaddr, port, NULL };
	PGconn *conn = PQconnectStartParams(keys, values, 1);

	PQsetNoticeReceiver(conn, drop_notice, NULL);
	PQsetErrorVerbosity(conn, PQERRORS_VERBOSE);	/* libpq shows the SQLSTATE nowhere else */
	return conn;
}

/* 1 ready, 0 the time is over. */
static int wait_for(PGconn *conn, PostgresPollingStatusType what, long long until)
{
	struct pollfd p = { PQsocket(conn), what == PGRES_POLLING_READING ? POLLIN : POLLOUT, 0 };
	int n;

	do {
		long long left = until - prov_clock_ms();

		n = left > 0 ? poll(&p, 1, (int)left) : 0;
	} while (n < 0 && errno == EINTR);
	return n != 0;
}

/* False when the time is over. A host may have several addresses: libpq goes to the next one when
 * the connection to one breaks, so that is what happens to one that does not answer. */
static bool go_on(PGconn *conn, long long ms, long long deadline)
{
	PostgresPollingStatusType next = PGRES_POLLING_WRITING;
	long long until = prov_clock_ms() + ms;

	while (PQstatus(conn) != CONNECTION_BAD && next != PGRES_POLLING_OK &&
	       next != PGRES_POLLING_FAILED) {
		bool opening = PQstatus(conn) == CONNECTION_STARTED;

		if (!wait_for(conn, next, until < deadline ? until : deadline)) {
			if (!opening || prov_clock_ms() >= deadline ||
			    shutdown(PQsocket(conn), SHUT_RDWR) < 0)
				return false;
			until = prov_clock_ms() + ms;
		}
		next = PQconnectPoll(conn);
	}
	return true;
}

/* "...: FATAL:  28P01: password authentication failed" -> 28P01, which is taken out of the text */
static void split_state(struct prov_sql_connect *c)
{
	char *p = c->text, *end;

	for (; (p = strstr(p, ":  ")); p++)
		if (strspn(p + 3, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 5 &&
		    strncmp(p + 8, ": ", 2) == 0)
			break;
	if (!p)
		return;
	snprintf(c->state, sizeof(c->state), "%.5s", p + 3);
	memmove(p + 3, p + 10, strlen(p + 10) + 1);
	end = strstr(p, "\nLOCATION:");
	if (end)
		*end = '\0';
}

/* May it be over in a moment? What has no SQLSTATE is of libpq: nothing listens, a connection that
 * breaks, a standby that is not writable yet; or a password or certificate, which stay. */
static bool is_passing(const struct prov_sql_connect *c)
{
	if (c->state[0])
		return strncmp(c->state, "57P", 3) == 0 || strncmp(c->state, "08", 2) == 0 ||
			strncmp(c->state, "53", 2) == 0 || strcmp(c->state, "25006") == 0;
	return !PQconnectionNeedsPassword(c->conn) && !strstr(c->text, "certificate") &&
		!strstr(c->text, "invalid");
}

static int judge(struct prov_sql_connect *c)
{
	free(c->text);
	c->text = NULL;
	c->state[0] = '\0';
	PQsetErrorVerbosity(c->conn, PQERRORS_DEFAULT);
	if (!c->late && PQstatus(c->conn) == CONNECTION_OK)
		return 0;
	c->text = prov_strdup(c->late ? "" : PQerrorMessage(c->conn));
	split_state(c);
	c->passing = c->late || is_passing(c);
	return -1;
}

static int try_all(struct prov_sql_connect *c, const struct target *t, const char *conninfo,
		   const char *program, long long deadline)
{
	int rc = -1;

	for (size_t i = 0; i < t->count || i == 0; i++) {
		PQfinish(c->conn);
		c->conn = start(t, i, conninfo, program);
		c->late = !go_on(c->conn, t->ms, deadline);
		rc = judge(c);
		if (rc == 0 || !c->passing || prov_clock_ms() >= deadline)
			break;
	}
	c->several = t->count > 1;
	return rc;
}

int prov_sql_connect(struct prov_sql_connect *c, const char *conninfo, const char *program,
		     long long deadline)
{
	PROV_CLEANUP(target_fini) struct target t;
	int rc;

	target_init(&t, PQconninfoParse(conninfo, NULL));
	rc = try_all(c, &t, conninfo, program, deadline);
	if (rc == 0 || t.count > 1 || !c->passing)
		return rc;
	/* What a service file or the environment names, only a connection knows. */
	target_fini(&t);
	target_init(&t, PQconninfo(c->conn));
	return t.count > 1 ? try_all(c, &t, conninfo, program, deadline) : rc;
}

void prov_sql_connect_fini(struct prov_sql_connect *c)
{
	PQfinish(c->conn);
	free(c->text);
}
