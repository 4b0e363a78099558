/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_batch_journal.c - how far a run has come, in a file that the next one goes on with (--resume)
 *
 * Two lines of JSON for each transaction. What its lines are going to print, and the token that it leaves in
 * the change log, is on the disk before it is committed; that they are done is noted when it was printed. So
 * a run that was killed in between is no riddle: the change log is asked for the token. Other lines, and
 * those that were changed, are noticed by check sums, which are short: no password can be guessed from them.
 */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <sys/file.h>
#include <unistd.h>

#include "bin/cli_batch.h"

#define LARGEST (1 << 30)	/* bytes of such a file */

static const char header[] = "{\"prov batch\": 1}\n";

struct cli_batch_journal {
	int fd;
	const char *path;
	struct cli_batch_fate *done;	/* sorted by number */
	size_t count;
	json_t *open;			/* what was going to be committed, by its token */
};

/* ---- writing ---- */

static int write_record(struct cli_batch_journal *j, const char *text, bool sure, struct prov_err *err)
{
	size_t len = strlen(text);

	if (write(j->fd, text, len) != (ssize_t)len || (sure && fdatasync(j->fd) < 0))
		return prov_fail_errno(err, PROV_E_IO, "cannot write \"%s\"", j->path);
	return 0;
}

static int write_json(struct cli_batch_journal *j, json_t *record, bool sure, struct prov_err *err)
{
	char *dump = json_dumps(record, JSON_COMPACT);
	PROV_CLEANUP(prov_freep) char *line = prov_asprintf("%s\n", dump ? dump : "{}");

	free(dump);
	json_decref(record);
	return write_record(j, line, sure, err);
}

static json_t *fates(const struct cli_batch_report *report, bool all)
{
	json_t *list = json_array();

	for (size_t i = 0; i < report->count; i++) {
		const struct cli_batch_fate *f = &report->fates[i];

		if (all || f->status == 0)
			json_array_append_new(list, json_pack("[I,i,i]", (json_int_t)f->number, (int)f->sum,
							      f->status));
	}
	return list;
}

static json_t *text_of(const struct prov_str *text)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str shown = PROV_STR_INIT;

	if (prov_utf8_is_valid(text->p, text->len))
		return json_stringn(text->p, text->len);
	prov_plain_add(&shown, text->p);
	return json_stringn(shown.p, shown.len);
}

int cli_batch_journal_try(struct cli_batch_journal *j, const struct prov_session_mark *mark,
			  struct cli_batch_report *report, struct prov_err *err)
{
	json_t *record = json_object();

	memcpy(report->token, mark->token, sizeof(report->token));
	json_object_set_new(record, "try", json_string(mark->token));
	json_object_set_new(record, "context", json_integer(mark->context));
	json_object_set_new(record, "seq", json_integer(mark->seq));
	json_object_set_new(record, "lines", fates(report, true));
	json_object_set_new(record, "out", text_of(&report->out));
	json_object_set_new(record, "err", text_of(&report->err));
	return write_json(j, record, true, err);
}

int cli_batch_journal_done(struct cli_batch_journal *j, const struct cli_batch_report *report,
			   struct prov_err *err)
{
	json_t *record = json_object();

	json_object_set_new(record, "done", fates(report, false));
	if (report->token[0])
		json_object_set_new(record, "try", json_string(report->token));
	return write_json(j, record, false, err);
}

/* ---- reading ---- */

static void note_fates(struct cli_batch_journal *j, const json_t *list)
{
	size_t i;
	json_t *fate;

	j->done = prov_realloc(j->done, (j->count + json_array_size(list) + 1) * sizeof(*j->done));
	json_array_foreach(list, i, fate)
		j->done[j->count++] = (struct cli_batch_fate){
			.number = json_integer_value(json_array_get(fate, 0)),
			.sum = (unsigned)json_integer_value(json_array_get(fate, 1)),
			.status = (int)json_integer_value(json_array_get(fate, 2)),
		};
}

static void note(struct cli_batch_journal *j, json_t *record)
{
	const json_t *done = json_object_get(record, "done");
	const char *token = json_string_value(json_object_get(record, "try"));

	if (done) {
		note_fates(j, done);
		if (token)
			json_object_del(j->open, token);
	} else if (token) {
		json_object_set(j->open, token, record);
	}
}

static int by_number(const void *a, const void *b)
{
	const struct cli_batch_fate *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

static int fail_foreign(const struct cli_batch_journal *j, struct prov_err *err)
{
	return prov_fail(err, PROV_E_INVALID, "\"%s\" is not a file that prov batch --resume has made",
			 j->path);
}

/* What a run that was killed has written of its last record is not read, and goes. */
static int load(struct cli_batch_journal *j, const struct prov_str *text, struct prov_err *err)
{
	const char *p = text->p + strlen(header), *lf;

	if (text->len < strlen(header) || memcmp(text->p, header, strlen(header)) != 0)
		return fail_foreign(j, err);
	for (; (lf = strchr(p, '\n')); p = lf + 1) {
		json_t *record = json_loadb(p, (size_t)(lf - p), 0, NULL);

		if (!record)
			return fail_foreign(j, err);
		note(j, record);
		json_decref(record);
	}
	if (*p && ftruncate(j->fd, p - text->p) < 0)
		return prov_fail_errno(err, PROV_E_IO, "cannot write \"%s\"", j->path);
	if (j->count)
		qsort(j->done, j->count, sizeof(*j->done), by_number);
	return 0;
}

static int read_all(struct cli_batch_journal *j, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;
	ssize_t n = 1;

	while (n > 0) {
		prov_str_reserve(&text, 65536);
		n = read(j->fd, text.p + text.len, 65536);
		text.len += n > 0 ? (size_t)n : 0;
		text.p[text.len] = '\0';
		if (n < 0 || text.len > LARGEST)
			return prov_fail_errno(err, PROV_E_IO, "cannot read \"%s\"", j->path);
	}
	return text.len ? load(j, &text, err) : write_record(j, header, true, err);
}

int cli_batch_journal_open(const char *path, struct cli_batch_journal **journal, struct prov_err *err)
{
	struct cli_batch_journal *j = prov_alloc(sizeof(*j));

	j->path = path;
	j->open = json_object();
	j->fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	*journal = j;
	if (j->fd < 0)
		return prov_fail_errno(err, PROV_E_IO, "cannot open \"%s\"", path);
	if (flock(j->fd, LOCK_EX | LOCK_NB) < 0)
		return prov_fail(err, PROV_E_BUSY, "another run of prov batch uses \"%s\"", path);
	return read_all(j, err);
}

void cli_batch_journal_close(struct cli_batch_journal *j)
{
	if (!j)
		return;
	if (j->fd >= 0)
		close(j->fd);
	json_decref(j->open);
	free(j->done);
	free(j);
}

int cli_batch_journal_find(const struct cli_batch_journal *j, const struct cli_batch_item *item,
			   struct prov_err *err)
{
	const struct cli_batch_fate key = { .number = item->text.number };
	const struct cli_batch_fate *found = j->count ?
		bsearch(&key, j->done, j->count, sizeof(key), by_number) : NULL;

	if (!found)
		return 0;
	if (found->sum == item->sum)
		return 1;
	prov_fail(err, PROV_E_INVALID, "line %lld is another one than the line that \"%s\" says is done",
		  item->text.number, j->path);
	return prov_err_hint(err, "lines that are done have to stay as they are; --resume NEW begins anew");
}

/* ---- what was under way ---- */

static void add_text(struct prov_str *s, const json_t *text)
{
	prov_str_add_len(s, json_string_value(text), json_string_length(text));
}

/* Of a record: what is to be printed if it was committed. */
static void read_report(struct cli_batch_journal *j, const json_t *record, struct cli_batch_report *report)
{
	size_t before = j->count;

	note_fates(j, json_object_get(record, "lines"));
	report->fates = prov_alloc((j->count - before + 1) * sizeof(*report->fates));
	for (size_t i = before; i < j->count; i++)
		if (j->done[i].status == 0)	/* what failed is tried again */
			report->fates[report->count++] = j->done[i];
	j->count = before;
	for (size_t i = 0; i < report->count; i++)
		j->done[j->count++] = report->fates[i];
	add_text(&report->out, json_object_get(record, "out"));
	add_text(&report->err, json_object_get(record, "err"));
}

static int settle_one(struct cli_batch *b, struct prov_call *call, const char *token, const json_t *record,
		      struct prov_err *err)
{
	struct cli_batch_report report = CLI_BATCH_REPORT_INIT;
	struct prov_session_mark mark = {
		.context = json_integer_value(json_object_get(record, "context")),
		.seq = json_integer_value(json_object_get(record, "seq")),
	};
	int happened;

	snprintf(mark.token, sizeof(mark.token), "%s", token);
	happened = prov_session_happened(call, &mark, err);
	if (happened <= 0)
		return happened;
	read_report(b->journal, record, &report);
	memcpy(report.token, mark.token, sizeof(report.token));
	happened = b->deliver(b, &report, err);
	cli_batch_report_fini(&report);
	return happened;
}

int cli_batch_journal_settle(struct cli_batch *b, struct prov_err *err)
{
	struct cli_batch_journal *j = b->journal;
	struct prov_call *call;
	const char *token;
	json_t *record;

	if (json_object_size(j->open) == 0)
		return 0;
	call = cli_session(b->cli, err);
	if (!call)
		return -1;
	json_object_foreach(j->open, token, record)
		if (settle_one(b, call, token, record, err) < 0)
			return prov_err_context(err, "cannot find out how far the run before has come");
	json_object_clear(j->open);
	if (j->count)
		qsort(j->done, j->count, sizeof(*j->done), by_number);
	return 0;
}
