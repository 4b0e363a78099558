/* SPDX-License-Identifier: Apache-2.0 */
/*
 * out.c - tables, CSV and JSON byte for byte, and what happens when writing fails
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "libprov/base/base.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmp.h"

#include <prov/out.h>

static const struct prov_column columns[] = {
	{ "id", "Id", "Id", PROV_CELL_INT },
	{ "name", NULL, "Name", PROV_CELL_TEXT },
	{ "enabled", NULL, "On", PROV_CELL_BOOL },
	{ "aliases", "Aliases", NULL, PROV_CELL_LIST },
	{ "quota", NULL, "qmax", PROV_CELL_INT },
};

typedef const char *cells[COUNT(columns)];

/* Lets standard output go to fd; the old one is the result. */
static int redirect(int fd)
{
	int saved = dup(STDOUT_FILENO);

	if (fd < 0 || saved < 0 || dup2(fd, STDOUT_FILENO) < 0)
		abort();
	close(fd);
	return saved;
}

static int create(struct tmp *tmp)
{
	return open(tmp_path(tmp, "out"), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
}

static void restore(int saved)
{
	if (dup2(saved, STDOUT_FILENO) < 0)
		abort();
	close(saved);
}

static int list(enum prov_out_format format, const cells *rows, size_t count, struct prov_err *err)
{
	struct prov_out *out = prov_out_open(format, columns, COUNT(columns));

	for (size_t i = 0; i < count; i++)
		prov_out_row(out, rows[i]);
	return prov_out_close(out, err);
}

static void prints(struct tmp *tmp, enum prov_out_format format, const cells *rows, size_t count,
		   const char *want, const char *name)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str got = PROV_STR_INIT;
	struct prov_err err = PROV_ERR_INIT;
	int saved = redirect(create(tmp)), rc = list(format, rows, count, &err);

	restore(saved);
	is_int(rc, 0, "%s: written", name);
	is_int(prov_file_read(tmp->path, 1 << 20, &got, &err), 0, "%s: read back", name);
	is_str(got.p, want, "%s: as expected", name);
}

/* Fills all of rows with text that no format may get wrong. */
static const cells awkward[] = {
	{ "3", "anna", "t", "[\"a@x\", \"b@x\"]", "100" },
	{ "12345", "say \"hi\"", "f", "[]", NULL },
	{ "4", "two\nlines\t\033[2J", "true", "[\"one\"]", "-1" },
	{ "5", NULL, NULL, NULL, "9223372036854775807" },
	{ "6", "comma, here", "false", "[\"a\",\"b,c\",17]", "0" },
	{ "7", "\xe7\x94\xb0\xe4\xb8\xad", "t", "[\"x\"]", "1" },			/* wide */
	{ "8", "\xd9\x85\xd8\xad\xd9\x85\xd8\xaf", "t", "[\"x\"]", "1" },		/* Arabic */
	{ "9", "e\xcc\x81\xc2\x9b\xc3\xa4", "t", "[\"x\"]", "1" },		/* combining, C1 */
	{ "10", "", "f", "[\"back\\\\slash\", \"\\u0022\"]", "1" },
};

static void test_formats(struct tmp *tmp)
{
	prints(tmp, PROV_OUT_TABLE, awkward, COUNT(awkward),
	       "   Id Name           On                   qmax\n"
	       "    3 anna           true                  100\n"
	       "12345 say \"hi\"       false                    \n"
	       "    4 two lines  [2J true                   -1\n"
	       "    5                      9223372036854775807\n"
	       "    6 comma, here    false                   0\n"
	       "    7 \xe7\x94\xb0\xe4\xb8\xad           true                    1\n"
	       "    8 \xd9\x85\xd8\xad\xd9\x85\xd8\xaf           true                    1\n"
	       "    9 e\xcc\x81 \xc3\xa4            true                    1\n"
	       "   10                false                   1\n", "table");
	prints(tmp, PROV_OUT_CSV, awkward, COUNT(awkward),
	       "Id,name,enabled,Aliases,quota\n"
	       "\"3\",\"anna\",\"true\",\"a@x,b@x\",\"100\"\n"
	       "\"12345\",\"say \"\"hi\"\"\",\"false\",,\"null\"\n"
	       "\"4\",\"two\nlines\t\033[2J\",\"true\",\"one\",\"-1\"\n"
	       "\"5\",,,,\"9223372036854775807\"\n"
	       "\"6\",\"comma, here\",\"false\",\"a,b,c,17\",\"0\"\n"
	       "\"7\",\"\xe7\x94\xb0\xe4\xb8\xad\",\"true\",\"x\",\"1\"\n"
	       "\"8\",\"\xd9\x85\xd8\xad\xd9\x85\xd8\xaf\",\"true\",\"x\",\"1\"\n"
	       "\"9\",\"e\xcc\x81\xc2\x9b\xc3\xa4\",\"true\",\"x\",\"1\"\n"
	       "\"10\",\"\",\"false\",\"back\\slash,\"\"\",\"1\"\n", "CSV");
	prints(tmp, PROV_OUT_JSON, awkward, COUNT(awkward), "[\n"
	       " {\"id\": 3, \"name\": \"anna\", \"enabled\": true, \"aliases\": [\"a@x\", \"b@x\"], "
	       "\"quota\": 100},\n"
	       " {\"id\": 12345, \"name\": \"say \\\"hi\\\"\", \"enabled\": false, \"aliases\": []},\n"
	       " {\"id\": 4, \"name\": \"two\\u000alines\\u0009\\u001b[2J\", \"enabled\": true, "
	       "\"aliases\": [\"one\"], \"quota\": -1},\n"
	       " {\"id\": 5, \"aliases\": [], \"quota\": 9223372036854775807},\n"
	       " {\"id\": 6, \"name\": \"comma, here\", \"enabled\": false, "
	       "\"aliases\": [\"a\",\"b,c\",17], \"quota\": 0},\n"
	       " {\"id\": 7, \"name\": \"\xe7\x94\xb0\xe4\xb8\xad\", \"enabled\": true, "
	       "\"aliases\": [\"x\"], \"quota\": 1},\n"
	       " {\"id\": 8, \"name\": \"\xd9\x85\xd8\xad\xd9\x85\xd8\xaf\", \"enabled\": true, "
	       "\"aliases\": [\"x\"], \"quota\": 1},\n"
	       " {\"id\": 9, \"name\": \"e\xcc\x81\\u009b\xc3\xa4\", \"enabled\": true, "
	       "\"aliases\": [\"x\"], \"quota\": 1},\n"
	       " {\"id\": 10, \"name\": \"\", \"enabled\": false, "
	       "\"aliases\": [\"back\\\\slash\", \"\\u0022\"], \"quota\": 1}\n]\n", "JSON");
}

static void test_empty(struct tmp *tmp)
{
	prints(tmp, PROV_OUT_TABLE, NULL, 0, "Id Name On qmax\n", "table without rows");
	prints(tmp, PROV_OUT_CSV, NULL, 0, "Id,name,enabled,Aliases,quota\n", "CSV without rows");
	prints(tmp, PROV_OUT_JSON, NULL, 0, "[]\n", "JSON without rows");
}

/* A cell that is not what its column says is shown as it is. */
static void test_mismatch(struct tmp *tmp)
{
	static const cells rows[] = { { "x1", "n", "maybe", "[\"l\"]", "1e3" } };

	prints(tmp, PROV_OUT_JSON, rows, 1, "[\n {\"id\": \"x1\", \"name\": \"n\", "
	       "\"enabled\": \"maybe\", \"aliases\": [\"l\"], \"quota\": \"1e3\"}\n]\n",
	       "cells of another type");
}

/* PF20: values with commas, quotes and line ends stay one; objects are objects. */
static void test_objects(struct tmp *tmp)
{
	static const struct prov_column kinds[] = {
		{ "flat", NULL, "flat", PROV_CELL_OBJECT }, { "wide", NULL, "wide", PROV_CELL_WIDE_OBJECT },
		{ "list", NULL, "list", PROV_CELL_WIDE_LIST },
	};
	static const char *const rows[][COUNT(kinds)] = {
		{ "{\"config/a\": \"x,y\", \"config/b\": \"\\n\\u00e4\"}",
		  "{\"config/a\": \"x,y\", \"config/b\": \"\\\"\", \"gui/c/d\": \"1\"}", "[2, 3]" },
		{ NULL, "{}", NULL },
		{ "{\"a", "{\"a/b", "[\"a" },		/* no JSON: nothing hangs */
		{ "{]", "}", "[}" },
	};
	PROV_CLEANUP(prov_str_fini) struct prov_str got = PROV_STR_INIT;
	struct prov_err err = PROV_ERR_INIT;

	for (int format = PROV_OUT_TABLE; format <= PROV_OUT_JSON_ONE; format++) {
		int saved = redirect(create(tmp)), rc;
		struct prov_out *out = prov_out_open((enum prov_out_format)format, kinds, COUNT(kinds));
		size_t count = format == PROV_OUT_JSON_ONE ? 1 : format == PROV_OUT_JSON ? 2 : COUNT(rows);

		for (size_t i = 0; i < count; i++)
			prov_out_row(out, rows[i]);
		rc = prov_out_close(out, &err);
		restore(saved);
		is_int(rc, 0, "lists and objects in format %d", format);
		prov_str_clear(&got);
		is_int(prov_file_read(tmp->path, 1 << 20, &got, &err), 0, "read back");
		if (format == PROV_OUT_CSV)
			ok(strstr(got.p, "flat,wide,list\n\"config/a=x,y,config/b=\n\xc3\xa4\","
				  "\"config=[a=x,y, b=\"\"],gui=[c/d=1]\",\"2, 3\"\n,,\n") == got.p,
			   "PF20: CSV");
		if (format == PROV_OUT_JSON_ONE)
			is_str(got.p, "{\"flat\": {\"config/a\": \"x,y\", \"config/b\": "
			       "\"\\n\\u00e4\"}, \"wide\": {\"config/a\": \"x,y\", "
			       "\"config/b\": \"\\\"\", \"gui/c/d\": \"1\"}, "
			       "\"list\": [2, 3]}\n", "PF20: JSON of one");
		if (format == PROV_OUT_JSON)
			ok(strstr(got.p, "\n {\"flat\": {}, \"wide\": {}, \"list\": []}\n]\n") != NULL,
			   "PF21: what is empty is empty, and not null");
	}
}

/* A list that breaks off: nothing at all, or JSON that says so. */
static void test_break(struct tmp *tmp)
{
	for (int rows = 1; rows <= 20000; rows += 19999) {
		PROV_CLEANUP(prov_str_fini) struct prov_str got = PROV_STR_INIT;
		struct prov_err err = PROV_ERR_INIT;
		int saved = redirect(create(tmp));
		struct prov_out *out = prov_out_open(PROV_OUT_JSON, columns, COUNT(columns));
		const char *end;

		for (int i = 0; i < rows; i++)
			prov_out_row(out, awkward[0]);
		prov_out_break(out, "{\"error\": 1}");
		restore(saved);
		is_int(prov_file_read(tmp->path, 1 << 26, &got, &err), 0, "read back");
		end = got.len > 18 ? got.p + got.len - 18 : got.p;
		is_str(end, rows == 1 ? "" : ",\n {\"error\": 1}\n]\n", "the end after %d rows", rows);
	}
	prov_out_break(NULL, "{}");
}

static void test_many(struct tmp *tmp, enum prov_out_format format, const char *name)
{
	enum { N = 20000 };
	PROV_CLEANUP(prov_str_fini) struct prov_str got = PROV_STR_INIT;
	struct prov_err err = PROV_ERR_INIT;
	int saved = redirect(create(tmp));
	struct prov_out *out = prov_out_open(format, columns, COUNT(columns));
	size_t lines = 0;
	int rc;

	for (int i = 0; i < N; i++)
		prov_out_row(out, awkward[0]);
	rc = prov_out_close(out, &err);
	restore(saved);
	is_int(rc, 0, "%s: %d rows", name, N);
	is_int(prov_file_read(tmp->path, 1 << 26, &got, &err), 0, "%s: read back", name);
	for (const char *p = got.p; (p = strchr(p, '\n')); p++)
		lines++;
	is_int((long long)lines, N + (format == PROV_OUT_JSON ? 2 : 1), "%s: all lines", name);
}

static void fails(enum prov_out_format format, int fd, int number, const char *name)
{
	struct prov_err err = PROV_ERR_INIT;
	int saved = redirect(fd), rc = list(format, awkward, 1, &err);

	restore(saved);
	is_int(rc, -1, "%s: reported", name);
	is_err(&err, PROV_E_IO, "%s: as a writing error", name);
	is_int(err.native, number, "%s: its errno", name);
	ok(!strncmp(err.msg, "cannot write to standard output: ", 33), "%s: %s", name, err.msg);
}

/* A long table is not kept: its first rows are out before the last ones come. */
static void test_long_table(struct tmp *tmp)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str before = PROV_STR_INIT, after = PROV_STR_INIT;
	struct prov_out *out = prov_out_open(PROV_OUT_TABLE, columns, COUNT(columns));
	cells row = { "1", "a", "t", NULL, NULL }, wide = { "1", "wider", "t", NULL, NULL };
	struct prov_err err = PROV_ERR_INIT;
	int saved = redirect(create(tmp)), read, written;

	for (int i = 0; i < 10000; i++)
		prov_out_row(out, row);
	read = prov_file_read(tmp->path, 1 << 26, &before, &err);
	prov_out_row(out, wide);
	prov_out_row(out, row);
	written = prov_out_close(out, &err);
	restore(saved);
	is_int(read, 0, "a long table: read so far");
	is_int(written, 0, "a long table: written");
	is_int(prov_file_read(tmp->path, 1 << 26, &after, &err), 0, "a long table: read back");
	ok(before.len > 65536, "a long table: most of it is out before it ends");
	ok(strncmp(after.p, "Id Name On   qmax\n 1 a    true     \n", 36) == 0,
	   "a long table: columns fit the beginning");
	ok(strstr(after.p, "\n 1 wider true     \n 1 a     true     \n"),
	   "a long table: and what is wider later");
}

/* Rows after a failure are in vain, and the writer can be asked. */
static void test_check(void)
{
	struct prov_out *out = prov_out_open(PROV_OUT_CSV, columns, COUNT(columns));
	struct prov_err err = PROV_ERR_INIT;
	int saved = redirect(open("/dev/full", O_WRONLY | O_CLOEXEC)), first = prov_out_check(out, &err);
	int rows = 0;

	while (rows < 1000000 && prov_out_check(out, &err) == 0) {
		prov_out_row(out, awkward[0]);
		rows++;
	}
	restore(saved);
	is_int(first, 0, "nothing went wrong yet");
	ok(rows < 65536, "a full disk is known as soon as something was written");
	is_err(&err, PROV_E_IO, "and why");
	prov_out_abort(out);
}

static void test_write_errors(void)
{
	int pipe_fds[2];

	for (int format = PROV_OUT_TABLE; format <= PROV_OUT_JSON; format++)
		fails((enum prov_out_format)format, open("/dev/full", O_WRONLY | O_CLOEXEC), ENOSPC,
		      "a full disk");
	signal(SIGPIPE, SIG_IGN);
	if (pipe(pipe_fds) < 0)
		abort();
	close(pipe_fds[0]);
	fails(PROV_OUT_CSV, pipe_fds[1], EPIPE, "nobody reads the pipe");
	fails(PROV_OUT_CSV, open("/dev/null", O_RDONLY | O_CLOEXEC), EBADF, "not open for writing");
}

static void test_invalid(void)
{
	static const cells rows[] = { { "1", "\xff", "t", "[]", "1" }, { "1", "x", "t", "[\"\xff\"]", "1" } };

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct prov_err err = PROV_ERR_INIT;
		int saved = redirect(open("/dev/null", O_WRONLY | O_CLOEXEC));
		int rc = list(PROV_OUT_JSON, &rows[i], 1, &err);

		restore(saved);
		is_int(rc, -1, "text that is not UTF-8 cannot be JSON");
		is_err(&err, PROV_E_INVALID, "and is an error");
	}
}

int main(void)
{
	struct prov_err err = PROV_ERR_INIT;
	struct tmp tmp;

	tmp_open(&tmp);
	test_formats(&tmp);
	test_empty(&tmp);
	test_mismatch(&tmp);
	test_objects(&tmp);
	test_break(&tmp);
	test_many(&tmp, PROV_OUT_TABLE, "table");
	test_many(&tmp, PROV_OUT_CSV, "CSV");
	test_many(&tmp, PROV_OUT_JSON, "JSON");
	test_long_table(&tmp);
	test_check();
	test_write_errors();
	test_invalid();
	is_int(prov_out_close(NULL, &err), 0, "nothing to close");
	prov_out_abort(prov_out_open(PROV_OUT_TABLE, columns, COUNT(columns)));
	prov_out_abort(NULL);
	tmp_close(&tmp);
	return done();
}
