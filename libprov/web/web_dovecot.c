/* SPDX-License-Identifier: Apache-2.0 */
/*
 * web_dovecot.c - asks Dovecot whether a password is right
 *
 * Dovecot answers for passwords that are in the database and for those in directories, with the same rules
 * as for mail. A connection for each question: Dovecot knows clients by a number that no other connection
 * may have, and one that waits for a directory holds up no other. An answer "right" with the field nologin
 * is a refusal.
 */
#include <errno.h>
#include <openssl/evp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "libprov/web/web.h"

#define LINE_MOST 8192

/* ---- what it says ---- */

/* The next word of a line, *len bytes; NULL: there is none. Moves *rest behind it. */
static const char *word(const char **rest, const char *end, size_t *len)
{
	const char *begin = *rest, *tab;

	if (!begin)
		return NULL;
	tab = memchr(begin, '\t', (size_t)(end - begin));
	*len = (size_t)((tab ? tab : end) - begin);
	*rest = tab ? tab + 1 : NULL;
	return begin;
}

static bool is(const char *text, size_t len, const char *what)
{
	return len == strlen(what) && memcmp(text, what, len) == 0;
}

static bool begins(const char *text, size_t len, const char *what)
{
	return len >= strlen(what) && memcmp(text, what, strlen(what)) == 0;
}

static bool number(const char **text, const char *end, char mark, long long *n)
{
	char digits[12] = "";
	size_t len = 0;

	if (*text == end || **text != mark)
		return false;
	for (++*text; *text < end && **text >= '0' && **text <= '9' && len < sizeof(digits) - 1; ++*text)
		digits[len++] = **text;
	return prov_int_parse(digits, 1, 2147483647, n);
}

/* c3u5, as the views name users; of one whose password is in a directory, @SOURCE may be behind it. */
static bool read_user(const char *text, size_t len, struct prov_web_answer *a)
{
	const char *end = text + len;

	return number(&text, end, 'c', &a->context) && number(&text, end, 'u', &a->uid) &&
		(text == end || *text == '@');
}

/* OK 1 user=c3u5 ... */
static int read_ok(const char *rest, const char *end, struct prov_web_answer *a, struct prov_err *err)
{
	struct prov_web_answer found = { .verdict = PROV_WEB_RIGHT };
	bool known = false, barred = false;
	const char *w;
	size_t len;

	while ((w = word(&rest, end, &len))) {
		if (begins(w, len, "user="))
			known = read_user(w + 5, len - 5, &found);
		else
			barred |= is(w, len, "nologin") || begins(w, len, "nologin=");
	}
	if (barred)
		found = (struct prov_web_answer){ .verdict = PROV_WEB_BARRED };
	else if (!known)
		return prov_fail(err, PROV_E_INTERNAL,
				 "Dovecot does not name users as prov serverconf has it");
	*a = found;
	return 1;
}

/* FAIL 1 user=... code=temp_fail; old ones say temp. */
static int read_fail(const char *rest, const char *end, struct prov_web_answer *a)
{
	const char *w;
	size_t len;

	a->verdict = PROV_WEB_WRONG;
	while ((w = word(&rest, end, &len))) {
		if (is(w, len, "temp") || is(w, len, "code=temp_fail"))
			a->verdict = PROV_WEB_UNKNOWN;
		else if (a->verdict == PROV_WEB_WRONG &&
			 (is(w, len, "user_disabled") || is(w, len, "authz") ||
			  is(w, len, "code=user_disabled") || is(w, len, "code=authz_fail")))
			a->verdict = PROV_WEB_BARRED;
	}
	return 1;
}

int prov_web_dovecot_parse(const char *line, size_t len, struct prov_web_answer *answer, struct prov_err *err)
{
	const char *rest = line, *end = line + len, *what, *id;
	size_t what_len = 0, id_len = 0;

	what = word(&rest, end, &what_len);
	id = word(&rest, end, &id_len);
	if (is(what, what_len, "VERSION") && (!id || !is(id, id_len, "1")))
		return prov_fail(err, PROV_E_INTERNAL, "Dovecot speaks another version of its protocol");
	if (!id || !is(id, id_len, "1"))
		return 0;
	if (is(what, what_len, "OK"))
		return read_ok(rest, end, answer, err);
	if (is(what, what_len, "FAIL"))
		return read_fail(rest, end, answer);
	if (is(what, what_len, "CONT"))
		return prov_fail(err, PROV_E_INTERNAL, "Dovecot asks for more than a password");
	return 0;
}

/* ---- what it is asked ---- */

static void add_base64(struct prov_str *out, const char *text, size_t len)
{
	unsigned char *coded = prov_alloc(4 * (len / 3 + 1) + 1);

	EVP_EncodeBlock(coded, (const unsigned char *)text, (int)len);
	prov_str_add(out, (const char *)coded);
	prov_secret_wipe((char *)coded);
	free(coded);
}

/* A number that is no process's and no other connection's. */
static unsigned client_number(void)
{
	unsigned n;

	while (getrandom(&n, sizeof(n), 0) != (ssize_t)sizeof(n))
		continue;
	return n | 0x40000000U;
}

/* The address has been checked: it has no tab. */
static void write_question(struct prov_str *out, const struct prov_web_asked *asked)
{
	struct prov_str plain = PROV_STR_INIT;

	prov_str_add_char(&plain, '\0');
	prov_str_add(&plain, asked->user);
	prov_str_add_char(&plain, '\0');
	prov_str_add(&plain, asked->password);
	prov_str_addf(out, "VERSION\t1\t1\nCPID\t%u\nAUTH\t1\tPLAIN\tservice=web\tsecured", client_number());
	if (asked->address[0])
		prov_str_addf(out, "\trip=%s", asked->address);
	prov_str_add(out, "\tresp=");
	add_base64(out, plain.p, plain.len);
	prov_str_add_char(out, '\n');
	explicit_bzero(plain.p, plain.len);
	prov_str_fini(&plain);
}

/* ---- the connection ---- */

struct peer {
	int fd;
	long long deadline;
	struct prov_str text;		/* what came and is not read yet */
};

static int fail_late(struct prov_err *err)
{
	return prov_fail(err, PROV_E_TIMEOUT, "Dovecot has not answered in time");
}

static int fail_gone(struct prov_err *err)
{
	return prov_fail(err, PROV_E_UNAVAILABLE, "Dovecot has closed the connection");
}

static int wait_for(const struct peer *p, short what, struct prov_err *err)
{
	struct pollfd fd = { p->fd, what, 0 };
	int n;

	do {
		long long left = p->deadline - prov_clock_ms();

		n = left > 0 ? poll(&fd, 1, (int)left) : 0;
	} while (n < 0 && errno == EINTR);
	return n > 0 ? 0 : fail_late(err);
}

static int open_socket(const char *path, struct prov_err *err)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(path) >= sizeof(address.sun_path))
		return prov_fail(err, PROV_E_CONFIG, "the path of Dovecot's socket is too long: %s", path);
	memcpy(address.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	prov_fail_errno(err, PROV_E_UNAVAILABLE, "Dovecot cannot be asked at %s", path);
	if (fd >= 0)
		close(fd);
	return -1;
}

static int say(const struct peer *p, const struct prov_str *text, struct prov_err *err)
{
	size_t done = 0;

	while (done < text->len) {
		ssize_t n = send(p->fd, text->p + done, text->len - done, MSG_NOSIGNAL);

		if (n > 0)
			done += (size_t)n;
		else if (n < 0 && errno != EAGAIN && errno != EINTR)
			return fail_gone(err);
		else if (wait_for(p, POLLOUT, err) < 0)
			return -1;
	}
	return 0;
}

static int hear(struct peer *p, struct prov_err *err)
{
	char some[2048];
	ssize_t n;

	if (wait_for(p, POLLIN, err) < 0)
		return -1;
	n = recv(p->fd, some, sizeof(some), 0);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n <= 0)
		return fail_gone(err);
	prov_str_add_len(&p->text, some, (size_t)n);
	return 0;
}

/* All lines that are complete: 1 the answer, 0 it comes later. */
static int look(struct peer *p, struct prov_web_answer *answer, struct prov_err *err)
{
	const char *begin = p->text.p, *end = begin + p->text.len, *line_end;
	int rc = 0;

	while (rc == 0 && (line_end = memchr(begin, '\n', (size_t)(end - begin)))) {
		rc = prov_web_dovecot_parse(begin, (size_t)(line_end - begin), answer, err);
		begin = line_end + 1;
	}
	memmove(p->text.p, begin, (size_t)(end - begin));
	prov_str_truncate(&p->text, (size_t)(end - begin));
	if (rc == 0 && p->text.len > LINE_MOST)
		return prov_fail(err, PROV_E_INTERNAL, "what answers at Dovecot's socket is not Dovecot");
	return rc;
}

static int converse(struct peer *p, const struct prov_web_asked *asked, struct prov_web_answer *answer,
		    struct prov_err *err)
{
	struct prov_str question = PROV_STR_INIT;
	int rc;

	write_question(&question, asked);
	rc = say(p, &question, err);
	prov_secret_fini(&question);
	while (rc == 0) {
		rc = hear(p, err);
		if (rc == 0)
			rc = look(p, answer, err);
	}
	return rc;
}

int prov_web_dovecot_ask(const char *socket, const struct prov_web_asked *asked, int ms,
			 struct prov_web_answer *answer, struct prov_err *err)
{
	struct peer p = { .deadline = prov_clock_ms() + ms, .text = PROV_STR_INIT };
	int rc = -1;

	*answer = (struct prov_web_answer){ .verdict = PROV_WEB_UNKNOWN };
	p.fd = open_socket(socket, err);
	if (p.fd < 0)
		return -1;
	rc = converse(&p, asked, answer, err);
	close(p.fd);
	prov_str_fini(&p.text);
	return rc < 0 ? -1 : 0;
}
