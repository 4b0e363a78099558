/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql_server - keeps sessions of tests with the database, for sql of testlib.sh
 *
 *	sql_server SOCKET	until it is ended or its parent dies
 *	sql_ask ...		asks it (sql_ask.c has the form of a question)
 *
 * A session costs more than what a test asks in it. One is used by one question at a time and cleaned by
 * DISCARD ALL between two, so that questions do not see each other; where it has been lost meanwhile, a new
 * one is made. Results are written as by psql -X -q -A -t -c, to the streams of who asks, which come with
 * the question.
 */
#include "sql_ask.h"

#include <libpq-fe.h>

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/prctl.h>

struct session {
	struct session *next;
	PGconn *db;
	char *place;	/* host, user, database and options, with a NUL behind each */
	size_t place_len;
};

struct question {
	int streams[2];
	FILE *out;
	FILE *err;
	char *text;	/* place, then the statements */
	size_t place_len;
};

static pthread_mutex_t idle_lock = PTHREAD_MUTEX_INITIALIZER;
static struct session *idle;

static void end_session(struct session *s)
{
	PQfinish(s->db);
	free(s->place);
	free(s);
}

/* A server has nothing to say to a session that is idle, but that it has ended. */
static bool lost(const struct session *s)
{
	struct pollfd fd = { .fd = PQsocket(s->db), .events = POLLIN };

	return poll(&fd, 1, 0) != 0;
}

static bool is_place(const struct session *s, const struct question *q)
{
	return s->place_len == q->place_len && memcmp(s->place, q->text, q->place_len) == 0;
}

/* Takes an idle session of that place; those that were lost, of whatever place, are ended. */
static struct session *take_idle(const struct question *q)
{
	struct session *found = NULL, **link = &idle;

	pthread_mutex_lock(&idle_lock);
	while (*link) {
		struct session *s = *link;
		bool dead = lost(s);

		if (!dead && (found || !is_place(s, q))) {
			link = &s->next;
			continue;
		}
		*link = s->next;
		if (dead)
			end_session(s);
		else
			found = s;
	}
	pthread_mutex_unlock(&idle_lock);
	return found;
}

static bool cleaned(struct session *s)
{
	PGresult *res;
	bool done;

	if (PQtransactionStatus(s->db) != PQTRANS_IDLE)
		return false;
	res = PQexec(s->db, "DISCARD ALL");
	done = PQresultStatus(res) == PGRES_COMMAND_OK;
	PQclear(res);
	return done;
}

static void put_idle(struct session *s)
{
	if (!cleaned(s)) {
		end_session(s);
		return;
	}
	pthread_mutex_lock(&idle_lock);
	s->next = idle;
	idle = s;
	pthread_mutex_unlock(&idle_lock);
}

static struct session *new_session(const struct question *q)
{
	static const char *const names[] = { "host", "user", "dbname", "options", NULL };
	const char *values[5] = { NULL };
	const char *at = q->text;
	struct session *s = calloc(1, sizeof(*s));

	for (int i = 0; i < 4; i++, at += strlen(at) + 1)
		values[i] = at;
	s->place = malloc(q->place_len);
	memcpy(s->place, q->text, q->place_len);
	s->place_len = q->place_len;
	s->db = PQconnectdbParams(names, values, 0);
	return s;
}

static void say_notice(void *err, const char *message)
{
	fputs(message, err);
}

static void print_rows(FILE *out, const PGresult *res)
{
	for (int row = 0; row < PQntuples(res); row++) {
		for (int col = 0; col < PQnfields(res); col++)
			fprintf(out, "%s%s", col > 0 ? "|" : "", PQgetvalue(res, row, col));
		putc('\n', out);
	}
}

static void print_copy(FILE *out, PGconn *db)
{
	char *line;
	int len;

	while ((len = PQgetCopyData(db, &line, 0)) > 0) {
		fwrite(line, 1, (size_t)len, out);
		PQfreemem(line);
	}
}

/* The exit status of psql -c: of its statements only the last one counts. */
static int print_result(const struct question *q, PGconn *db, const PGresult *res)
{
	switch (PQresultStatus(res)) {
	case PGRES_TUPLES_OK:
		print_rows(q->out, res);
		return 0;
	case PGRES_COPY_OUT:
		print_copy(q->out, db);
		return 0;
	case PGRES_COMMAND_OK:
	case PGRES_EMPTY_QUERY:
		return 0;
	case PGRES_COPY_IN:
		PQputCopyEnd(db, "a test copies by sql_session");
		return 1;
	default:
		fputs(PQresultErrorMessage(res), q->err);
		return 1;
	}
}

static int ask(const struct question *q, PGconn *db)
{
	int status = 1;
	PGresult *res;

	PQsetNoticeProcessor(db, say_notice, q->err);
	if (!PQsendQuery(db, q->text + q->place_len))
		fputs(PQerrorMessage(db), q->err);
	while ((res = PQgetResult(db))) {
		status = print_result(q, db, res);
		PQclear(res);
	}
	return PQstatus(db) == CONNECTION_OK ? status : 2;
}

static int answer(const struct question *q)
{
	struct session *s = take_idle(q);
	int status = 2;

	if (!s)
		s = new_session(q);
	if (PQstatus(s->db) == CONNECTION_OK)
		status = ask(q, s->db);
	else
		fprintf(q->err, "psql: error: %s", PQerrorMessage(s->db));
	if (PQstatus(s->db) == CONNECTION_OK)
		put_idle(s);
	else
		end_session(s);
	return status;
}

/* Reads what sql_ask sends: both streams with the length, then the text. */
static bool read_question(int fd, struct question *q)
{
	struct ask_head head;
	char control[CMSG_SPACE(sizeof(q->streams))];
	struct iovec part = { .iov_base = &head, .iov_len = sizeof(head) };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control,
				  .msg_controllen = sizeof(control) };
	struct cmsghdr *c;

	if (recvmsg(fd, &message, MSG_WAITALL | MSG_CMSG_CLOEXEC) != sizeof(head) ||
	    !(c = CMSG_FIRSTHDR(&message)))
		return false;
	memcpy(q->streams, CMSG_DATA(c), sizeof(q->streams));
	q->place_len = head.place_len;
	q->text = malloc(head.len);
	return recv(fd, q->text, head.len, MSG_WAITALL) == (ssize_t)head.len;
}

static void *serve(void *arg)
{
	int fd = (int)(intptr_t)arg;
	struct question q = { .streams = { -1, -1 } };
	unsigned char status = 2;

	if (read_question(fd, &q)) {
		q.out = fdopen(q.streams[0], "w");
		q.err = fdopen(q.streams[1], "w");
		status = (unsigned char)answer(&q);
		fclose(q.out);
		fclose(q.err);
	}
	free(q.text);
	/* Who has gone away meanwhile does not want to know. */
	send(fd, &status, 1, MSG_NOSIGNAL);
	close(fd);
	return NULL;
}

int main(int argc, char **argv)
{
	struct sockaddr_un address;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	pthread_t thread;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	signal(SIGPIPE, SIG_IGN);
	if (argc != 2 || !ask_address(&address, argv[1]) ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 || listen(fd, 100) < 0) {
		perror("sql_server");
		return 1;
	}
	for (;;) {
		int asking = accept4(fd, NULL, NULL, SOCK_CLOEXEC);

		if (asking < 0 || pthread_create(&thread, NULL, serve, (void *)(intptr_t)asking) != 0) {
			perror("sql_server");
			return 1;
		}
		pthread_detach(thread);
	}
}
