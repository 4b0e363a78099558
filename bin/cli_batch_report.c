/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_batch_report.c - what the user sees of a line: its output behind its number, or one JSON object
 */
#include <jansson.h>
#include <unistd.h>

#include "bin/cli_batch.h"

/* ---- text ---- */

/* Each line of what a command printed; on a terminal without what that would obey. */
static void add_lines(struct prov_str *s, long long number, const struct prov_str *text, bool terminal)
{
	for (const char *p = text->p, *end = p + text->len; p < end;) {
		const char *lf = memchr(p, '\n', (size_t)(end - p));
		size_t len = (size_t)((lf ? lf : end) - p);
		PROV_CLEANUP(prov_freep) char *line = NULL;

		prov_str_addf(s, "%lld: ", number);
		if (terminal) {
			line = prov_strndup(p, len);
			prov_plain_add(s, line);
		} else {
			prov_str_add_len(s, p, len);
		}
		prov_str_add_char(s, '\n');
		p += len + (lf != NULL);
	}
}

static void add_text(const struct cli_batch *b, const struct cli_batch_item *item,
		     struct cli_batch_report *report)
{
	const struct cli_batch_result *result = &item->result;
	long long number = item->text.number;

	add_lines(&report->out, number, &result->out, b->capture.terminal[0]);
	add_lines(&report->err, number, &result->err, b->capture.terminal[1]);
	if (result->status)
		prov_str_addf(&report->err, "%lld: exit status %d\n", number, result->status);
	else if (result->out.len == 0)
		prov_str_addf(&report->out, "%lld: done\n", number);
}

/* ---- JSON ---- */

/* JSON that is a value of its own stays as it was written; line ends stand only between its parts. */
static bool add_value(struct prov_str *s, const char *name, const char *text, size_t len)
{
	json_t *value = json_loadb(text, len, JSON_DECODE_ANY, NULL);
	size_t begin;

	if (!value)
		return false;
	json_decref(value);
	prov_str_addf(s, ", \"%s\": ", name);
	begin = s->len;
	prov_str_add_len(s, text, len);
	for (size_t i = begin; i < s->len; i++)
		s->p[i] = s->p[i] == '\n' ? ' ' : s->p[i];
	while (s->p[s->len - 1] == ' ')
		prov_str_truncate(s, s->len - 1);
	return true;
}

static void add_string(struct prov_str *s, const char *text, size_t len)
{
	PROV_CLEANUP(prov_freep) char *copy = prov_strndup(text, len);
	PROV_CLEANUP(prov_str_fini) struct prov_str shown = PROV_STR_INIT;
	size_t begin = s->len;

	if (!prov_utf8_is_valid(text, len))
		prov_plain_add(&shown, copy);
	prov_str_add_json(s, shown.len ? shown.p : copy, shown.len ? shown.len : strlen(copy));
	prov_plain_escape(s, begin);
}

/* Text that stands in front of the error, or alone: warnings. */
static void add_notes(struct prov_str *s, const char *text, size_t len)
{
	const char *end = text + len;

	if (len == 0)
		return;
	prov_str_add(s, ", \"notes\": [");
	for (const char *p = text; p < end;) {
		size_t n = strcspn(p, "\n");

		if (p > text)
			prov_str_add(s, ", ");
		add_string(s, p, n);
		p += n + 1;
	}
	prov_str_add_char(s, ']');
}

/* The error is the last line on standard error. */
static void add_error(struct prov_str *s, const struct cli_batch_result *result)
{
	const char *text = result->err.p;
	size_t len = result->err.len, begin;

	while (len && text[len - 1] == '\n')
		len--;
	begin = len;
	while (begin && text[begin - 1] != '\n')
		begin--;
	if (result->status && text[begin] == '{' && add_value(s, "error", text + begin, len - begin))
		len = begin ? begin - 1 : 0;
	add_notes(s, text, len);
}

static void add_json(const struct cli_batch_item *item, struct prov_str *out)
{
	const struct cli_batch_result *result = &item->result;

	prov_str_addf(out, "{\"line\": %lld", item->text.number);
	if (item->command)
		prov_str_addf(out, ", \"command\": \"%s\"", item->command->name);
	prov_str_addf(out, ", \"status\": %d", result->status);
	if (result->out.len && !add_value(out, "result", result->out.p, result->out.len)) {
		prov_str_add(out, ", \"output\": ");
		add_string(out, result->out.p, result->out.len);
	}
	add_error(out, result);
	prov_str_add(out, "}\n");
}

void cli_batch_report_forget(struct cli_batch_result *result)
{
	prov_str_fini(&result->out);
	prov_str_fini(&result->err);
}

void cli_batch_report_add(const struct cli_batch *b, struct cli_batch_item *item,
			  struct cli_batch_report *report)
{
	report->fates = prov_realloc(report->fates, (report->count + 1) * sizeof(*report->fates));
	report->fates[report->count++] = (struct cli_batch_fate){ item->text.number, item->result.status,
								   item->sum };
	if (b->json)
		add_json(item, &report->out);
	else
		add_text(b, item, report);
	cli_batch_report_forget(&item->result);
}

void cli_batch_report_fini(struct cli_batch_report *report)
{
	prov_str_fini(&report->out);
	prov_str_fini(&report->err);
	free(report->fates);
	*report = (struct cli_batch_report)CLI_BATCH_REPORT_INIT;
}

void cli_batch_report_count(struct cli_batch *b, const struct cli_batch_report *report)
{
	for (size_t i = 0; i < report->count; i++) {
		const struct cli_batch_fate *fate = &report->fates[i];

		b->done += fate->status == 0;
		b->failed += fate->status != 0;
		if (fate->status && b->failures.len < CLI_BATCH_FAILURES)
			prov_str_addf(&b->failures, "%s%lld", b->failures.len ? ", " : "", fate->number);
	}
}

int cli_batch_report_print(struct cli_batch *b, const struct cli_batch_report *report, struct prov_err *err)
{
	cli_batch_report_count(b, report);
	return cli_batch_capture_write(&b->capture, STDOUT_FILENO, &report->out, err) < 0 ||
		cli_batch_capture_write(&b->capture, STDERR_FILENO, &report->err, err) < 0 ? -1 : 0;
}
