/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_csv.c - a CSV file (RFC 4180) record by record, in memory that does not grow with it
 *
 * libcsv reads the cells. It is given one line of the file at a time, so that the lines can be counted, and
 * the bytes of a record are kept until it is complete: what cannot be read is told as the line that it
 * begins in, and reading goes on with the next line. A quote that is never closed costs its own line,
 * not all that follow. Blanks are part of a cell.
 */
#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "libprov/import/import.h"

#define STEP (64 * 1024)	/* bytes a read */
#define LONGEST (1024 * 1024)	/* bytes of a record */

struct import_csv {
	int fd;
	const char *path;
	struct csv_parser parser;
	bool has_parser, end;
	unsigned char delimiter;
	struct prov_str raw;
	size_t begin, fed;		/* in raw: the record, and what the parser has seen */
	size_t first;			/* bytes of the record's first line */
	bool skip;			/* up to the next line end: the line is too long */
	long long line, lines;		/* where the record begins, and how many it has so far */
	struct prov_str text;		/* the cells */
	size_t *starts;			/* in text */
	const char **cells;
	size_t count, room;
	size_t nul;			/* 1 + the first cell with a NUL byte */
	bool complete;
};

/* ---- bytes ---- */

static int no_space(unsigned char c)
{
	(void)c;
	return 0;
}

static void end_parser(struct import_csv *csv)
{
	if (!csv->has_parser)
		return;
	if (csv->parser.entry_buf)
		explicit_bzero(csv->parser.entry_buf, csv->parser.entry_size);
	csv_free(&csv->parser);
	csv->has_parser = false;
}

static void start_parser(struct import_csv *csv)
{
	end_parser(csv);
	csv_init(&csv->parser, CSV_STRICT | CSV_STRICT_FINI);
	csv_set_delim(&csv->parser, csv->delimiter);
	csv_set_space_func(&csv->parser, no_space);
	csv->has_parser = true;
}

static int read_more(struct import_csv *csv, struct prov_err *err)
{
	ssize_t n;

	if (csv->begin) {
		memmove(csv->raw.p, csv->raw.p + csv->begin, csv->raw.len - csv->begin);
		prov_str_truncate(&csv->raw, csv->raw.len - csv->begin);
		csv->fed -= csv->begin;
		csv->begin = 0;
	}
	prov_str_reserve(&csv->raw, STEP);
	do
		n = read(csv->fd, csv->raw.p + csv->raw.len, STEP);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return prov_fail_errno(err, PROV_E_IO, "cannot read \"%s\"", csv->path);
	csv->raw.len += (size_t)n;
	csv->raw.p[csv->raw.len] = '\0';
	csv->end = n == 0;
	return 0;
}

/* The bytes up to and with the first line end, LF, CRLF or CR; 0: there is none yet. */
static size_t line_length(const struct import_csv *csv)
{
	const char *p = csv->raw.p + csv->fed;
	size_t len = csv->raw.len - csv->fed;
	const char *lf = memchr(p, '\n', len);
	const char *cr = memchr(p, '\r', lf ? (size_t)(lf - p) : len);

	if (cr && cr + 1 != lf && (cr + 1 < p + len || csv->end))
		return (size_t)(cr - p) + 1;
	return lf ? (size_t)(lf - p) + 1 : 0;
}

/* Bytes of the next line; 0: no more, or too long; -1: IO. */
static ssize_t next_line(struct import_csv *csv, struct prov_err *err)
{
	size_t len;

	while ((len = line_length(csv)) == 0 && !csv->end && csv->raw.len - csv->begin <= LONGEST)
		if (read_more(csv, err) < 0)
			return -1;
	if (len == 0 && csv->end)
		len = csv->raw.len - csv->fed;
	return (ssize_t)len;
}

/* ---- cells ---- */

static void take_cell(void *p, size_t len, void *data)
{
	struct import_csv *csv = data;

	if (csv->count == csv->room) {
		csv->room = csv->room ? 2 * csv->room : 64;
		csv->starts = prov_realloc(csv->starts, csv->room * sizeof(*csv->starts));
		csv->cells = prov_realloc(csv->cells, csv->room * sizeof(*csv->cells));
	}
	csv->starts[csv->count++] = csv->text.len;
	if (len && memchr(p, '\0', len) && !csv->nul)
		csv->nul = csv->count;
	prov_str_add_len(&csv->text, len ? p : "", len);
	prov_str_add_len(&csv->text, "", 1);
}

static void take_end(int c, void *data)
{
	struct import_csv *csv = data;

	(void)c;
	csv->complete = true;
}

static void begin_record(struct import_csv *csv)
{
	csv->line += csv->lines;
	csv->lines = 0;
	csv->begin = csv->fed;
	csv->first = 0;
	csv->count = csv->nul = 0;
	csv->complete = false;
	prov_str_clear(&csv->text);
}

static const char quotes[] = "has a quote where none may be, or one that is not closed: a value with quotes "
			     "stands in quotes, and its own are doubled";

static void fill(struct import_csv *csv, struct import_record *r)
{
	for (size_t i = 0; i < csv->count; i++)
		csv->cells[i] = csv->text.p + csv->starts[i];
	*r = (struct import_record){ .line = csv->line, .cells = csv->cells, .count = csv->count };
	if (csv->nul) {
		r->bad = "has a NUL byte";
		r->bad_cell = csv->nul - 1;
	}
}

/* Only its first line is given up. */
static void give_up(struct import_csv *csv, struct import_record *r, const char *why)
{
	fill(csv, r);
	r->bad = why;
	r->bad_cell = csv->count;
	csv->fed = csv->begin + csv->first;
	csv->lines = 1;
	start_parser(csv);
}

static bool is_empty(const struct import_csv *csv)
{
	return strspn(csv->text.p, " \t") == csv->text.len - 1 || csv->text.len == csv->count;
}

/* False: the parser takes no more of it. */
static bool feed(struct import_csv *csv, size_t len)
{
	bool good = csv_parse(&csv->parser, csv->raw.p + csv->fed, len, take_cell, take_end, csv) == len;

	if (csv->fed == csv->begin)
		csv->first = len;
	csv->fed += len;
	csv->lines++;
	if (good && csv->end && csv->fed == csv->raw.len && !csv->complete)
		good = csv_fini(&csv->parser, take_cell, take_end, csv) == 0;
	return good;
}

/* Drops a line that was too long, as far as it goes. */
static int skip_line(struct import_csv *csv, struct prov_err *err)
{
	while (csv->skip) {
		size_t len = line_length(csv);

		csv->skip = len == 0 && !csv->end;
		csv->fed = csv->begin = len ? csv->fed + len : csv->raw.len;
		if (csv->skip && read_more(csv, err) < 0)
			return -1;
	}
	return 0;
}

/* 1: complete, or not to be read; 0: it goes on in the next line. */
static int read_line(struct import_csv *csv, size_t len, struct import_record *r)
{
	if (len == 0) {
		give_up(csv, r, "is longer than 1 MiB; is a quote not closed?");
		csv->skip = csv->first == 0;
		return 1;
	}
	if (!feed(csv, len)) {
		give_up(csv, r, quotes);
		return 1;
	}
	if (!csv->complete && csv->fed - csv->begin > LONGEST) {
		give_up(csv, r, "has a quote that is not closed within 1 MiB");
		return 1;
	}
	if (!csv->complete)
		return 0;
	fill(csv, r);
	return 1;
}

static bool is_line_end(const struct import_csv *csv, size_t len)
{
	return csv->fed == csv->begin && len && strspn(csv->raw.p + csv->fed, "\r\n") >= len;
}

/* What has begun by then is in quotes. */
static int at_end(struct import_csv *csv, struct import_record *r)
{
	if (csv->fed == csv->begin)
		return 0;
	give_up(csv, r, quotes);
	return 1;
}

int prov_import_csv_next(struct import_csv *csv, struct import_record *record, struct prov_err *err)
{
	if (skip_line(csv, err) < 0)
		return -1;
	begin_record(csv);
	for (;;) {
		ssize_t len = next_line(csv, err);

		if (len < 0)
			return -1;
		if (len == 0 && csv->end)
			return at_end(csv, record);
		if (is_line_end(csv, (size_t)len)) {
			csv->fed += (size_t)len;
			csv->lines = 1;
			begin_record(csv);
		} else if (read_line(csv, (size_t)len, record)) {
			if (record->bad || !is_empty(csv))
				return 1;
			begin_record(csv);
		}
	}
}

/* ---- the beginning of a file ---- */

/* What separates the columns is what there is more of in the heading, outside of quotes. */
static void find_delimiter(struct import_csv *csv, size_t len)
{
	int commas = 0;
	bool quoted = false;

	for (const char *p = csv->raw.p + csv->fed; len--; p++) {
		quoted ^= *p == '"';
		commas += quoted ? 0 : *p == ',' ? 1 : *p == ';' ? -1 : 0;
	}
	csv->delimiter = commas < 0 ? ';' : ',';
}

/* With its mark, or of ASCII: one byte of two is zero. */
static bool is_utf16(const struct prov_str *raw)
{
	return raw->len >= 2 && (memcmp(raw->p, "\xFF\xFE", 2) == 0 || memcmp(raw->p, "\xFE\xFF", 2) == 0 ||
				 !raw->p[0] != !raw->p[1]);
}

static int begin_file(struct import_csv *csv, struct prov_err *err)
{
	ssize_t len;

	while (csv->raw.len < 3 && !csv->end)
		if (read_more(csv, err) < 0)
			return -1;
	if (is_utf16(&csv->raw)) {
		prov_fail(err, PROV_E_INVALID, "\"%s\" is not UTF-8 but UTF-16", csv->path);
		return prov_err_hint(err, "save it as \"CSV UTF-8\", or use iconv -f UTF-16 -t UTF-8");
	}
	if (csv->raw.len && !csv->raw.p[0])
		return prov_fail(err, PROV_E_INVALID, "\"%s\" is no text: it begins with a NUL byte",
				 csv->path);
	csv->begin = csv->fed = prov_file_mark(csv->raw.p, csv->raw.len);
	len = next_line(csv, err);
	if (len < 0)
		return -1;
	find_delimiter(csv, (size_t)len);
	start_parser(csv);
	return 0;
}

int prov_import_csv_open(const char *path, struct import_csv **result, struct prov_err *err)
{
	bool standard = strcmp(path, "-") == 0;
	struct import_csv *csv = prov_alloc(sizeof(*csv));

	csv->raw = csv->text = (struct prov_str)PROV_STR_INIT;
	csv->path = standard ? "standard input" : path;
	csv->line = 1;
	csv->fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (csv->fd < 0)
		prov_fail_errno(err, PROV_E_IO, "cannot open \"%s\"", path);
	if (csv->fd < 0 || begin_file(csv, err) < 0) {
		prov_import_csv_close(csv);
		return -1;
	}
	*result = csv;
	return 0;
}

void prov_import_csv_close(struct import_csv *csv)
{
	if (!csv)
		return;
	if (csv->fd > STDERR_FILENO)
		close(csv->fd);
	end_parser(csv);
	prov_secret_fini(&csv->raw);
	prov_secret_fini(&csv->text);
	free(csv->starts);
	free(csv->cells);
	free(csv);
}
