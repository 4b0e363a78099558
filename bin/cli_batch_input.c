/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_batch_input.c - logical lines: a backslash at the end of a line continues it
 *
 * Read by hand and not by stdio: to take several lines into one transaction one has to know whether there
 * are more at once, or somebody waits for an answer; and what was read is wiped, for passwords are in it.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "bin/cli_batch.h"

#define CHUNK 65536
#define LONGEST (1 << 20)	/* bytes of a line */

int cli_batch_input_open(struct cli_batch_input *in, const char *path, struct prov_err *err)
{
	bool is_stdin = !path || strcmp(path, "-") == 0;

	*in = (struct cli_batch_input){ .name = is_stdin ? "standard input" : path };
	in->fd = is_stdin ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1) :
		open(path, O_RDONLY | O_CLOEXEC);
	return in->fd < 0 ? prov_fail_errno(err, PROV_E_IO, "cannot read \"%s\"", in->name) : 0;
}

void cli_batch_input_close(struct cli_batch_input *in)
{
	if (in->buf)
		explicit_bzero(in->buf, in->cap);
	free(in->buf);
	if (in->fd >= 0)
		close(in->fd);
	in->buf = NULL;
	in->fd = -1;
}

/* Room for a chunk behind what is there; the memory that is left is wiped. */
static void make_room(struct cli_batch_input *in)
{
	char *old = in->buf;

	if (in->cap - in->from - in->len >= CHUNK)
		return;
	in->cap = in->len + 2 * CHUNK;
	in->buf = prov_alloc(in->cap);
	if (!old)
		return;
	memcpy(in->buf, old + in->from, in->len);
	explicit_bzero(old, in->from + in->len);
	free(old);
	in->from = 0;
}

static int fill(struct cli_batch_input *in, struct prov_err *err)
{
	ssize_t n;

	make_room(in);
	do
		n = read(in->fd, in->buf + in->from + in->len, CHUNK);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return prov_fail_errno(err, PROV_E_IO, "cannot read \"%s\"", in->name);
	in->ended = n == 0;
	in->len += (size_t)n;
	return 0;
}

/* ---- where a line ends ---- */

static bool is_comment(const char *p, size_t len)
{
	while (len && (*p == ' ' || *p == '\t')) {
		p++;
		len--;
	}
	return len && *p == '#';
}

/* An odd number of backslashes in front of the line end. */
static bool is_continued(const char *begin, const char *end)
{
	const char *p = end;

	while (p > begin && p[-1] == '\\')
		p--;
	return (end - p) % 2 && !is_comment(begin, (size_t)(end - begin));
}

/* In front of a line that comes from another process. */
struct frame {
	long long number;
	size_t len;
};

/* Bytes of a frame with its line; 0: they are not all there. */
static size_t find_frame(const struct cli_batch_input *in)
{
	struct frame f;

	if (in->len < sizeof(f))
		return 0;
	memcpy(&f, in->buf + in->from, sizeof(f));
	return in->len < sizeof(f) + f.len ? 0 : sizeof(f) + f.len;
}

static void copy_frame(struct cli_batch_text *text, const char *p)
{
	struct frame f;
	char *copy;

	memcpy(&f, p, sizeof(f));
	copy = prov_alloc(f.len + 1);
	memcpy(copy, p + sizeof(f), f.len);
	text->number = f.number;
	text->p = copy;
	text->len = f.len;
}

/* Bytes of the logical line with its line end, and its lines; 0: its end is not there yet. */
static size_t find_end(const struct cli_batch_input *in, long long *lines)
{
	const char *begin = in->buf + in->from, *end = begin + in->len, *p = begin, *lf;

	if (in->framed)
		return find_frame(in);
	*lines = 0;
	while (p < end && (lf = memchr(p, '\n', (size_t)(end - p)))) {
		++*lines;
		p = lf + 1;
		if (!is_continued(begin, lf > begin && lf[-1] == '\r' ? lf - 1 : lf))
			return (size_t)(p - begin);
	}
	*lines += p < end;
	return in->ended ? in->len : 0;
}

/* Without the carriage returns of line ends. */
static void copy_line(struct cli_batch_text *text, const char *p, size_t len)
{
	text->p = prov_alloc(len + 1);
	text->len = 0;
	for (size_t i = 0; i < len; i++)
		if (p[i] != '\r' || (i + 1 < len && p[i + 1] != '\n'))
			text->p[text->len++] = p[i];
	if (text->len && text->p[text->len - 1] == '\n')
		text->p[--text->len] = '\0';
}

/* Blanks, or a comment; also in a line that goes on. */
static bool is_empty(const struct cli_batch_text *text)
{
	const char *p = text->p;

	while (*p == ' ' || *p == '\t' || *p == '\n' || (*p == '\\' && p[1] == '\n'))
		p++;
	return p == text->p + text->len || *p == '#';
}

static void copy_next(const struct cli_batch_input *in, struct cli_batch_text *text, size_t len)
{
	size_t mark = in->number == 0 ? prov_file_mark(in->buf + in->from, len) : 0;

	text->number = in->number + 1;
	copy_line(text, in->buf + in->from + mark, len - mark);
}

/* As cli_batch_input_next(), blank lines, too. */
static int take(struct cli_batch_input *in, struct cli_batch_text *text, struct prov_err *err)
{
	long long lines = 0;
	size_t len;

	while ((len = in->len ? find_end(in, &lines) : 0) == 0 && !in->ended) {
		if (!in->framed && in->len > LONGEST)
			return prov_fail(err, PROV_E_VALUE, "line %lld of \"%s\" is longer than %d bytes",
					 in->number + 1, in->name, LONGEST);
		if (fill(in, err) < 0)
			return -1;
	}
	if (len == 0)
		return 0;
	if (in->framed)
		copy_frame(text, in->buf + in->from);
	else
		copy_next(in, text, len);
	explicit_bzero(in->buf + in->from, len);
	in->from += len;
	in->len -= len;
	in->number += lines;
	return 1;
}

int cli_batch_input_next(struct cli_batch_input *in, struct cli_batch_text *text, struct prov_err *err)
{
	int rc;

	while ((rc = take(in, text, err)) > 0 && is_empty(text))
		cli_batch_input_wipe(text);
	return rc;
}

static bool is_readable(int fd)
{
	struct pollfd p = { fd, POLLIN, 0 };

	return poll(&p, 1, 0) > 0;
}

bool cli_batch_input_is_ready(struct cli_batch_input *in)
{
	struct prov_err ignored = PROV_ERR_INIT;
	long long lines;

	while (!in->ended && !(in->len && find_end(in, &lines)))
		if ((!in->framed && in->len > LONGEST) || !is_readable(in->fd) || fill(in, &ignored) < 0)
			return false;
	return true;
}

void cli_batch_input_frames(struct cli_batch_input *in, int fd)
{
	*in = (struct cli_batch_input){ .fd = fd, .name = "job", .framed = true };
}

void cli_batch_input_add_frame(struct prov_str *frames, const struct cli_batch_text *text)
{
	const struct frame f = { text->number, text->len };

	prov_str_add_len(frames, (const char *)&f, sizeof(f));
	prov_str_add_len(frames, text->p, text->len);
}

void cli_batch_input_wipe(struct cli_batch_text *text)
{
	if (text->p)
		explicit_bzero(text->p, text->len);
	free(text->p);
	text->p = NULL;
	text->len = 0;
	text->number = 0;
}
