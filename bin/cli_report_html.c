/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_report_html.c - a report as a page for people: one file that refers to nothing outside of it
 *
 * Besides what is reported it has the names of combinations, which stay here. What was reported before
 * is drawn as plots. The keys are not in it: such a page is passed around.
 */
#include <stdlib.h>

#include <prov/access.h>

#include "bin/cli_report.h"
#include "bin/cli_report_plot.h"

static const char style[] =
	":root{color-scheme:light dark;--page:#f6f7f9;--card:#fff;--text:#1c2430;--soft:#5b6675;"
	"--rule:#dfe3e8;--mark:#2563a8}\n"
	"@media(prefers-color-scheme:dark){:root{--page:#14181d;--card:#1d232a;--text:#e6eaef;--soft:#9aa6b4;"
	"--rule:#333c47;--mark:#6db0f2}}\n"
	"*{box-sizing:border-box}\n"
	"body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 system-ui,sans-serif}\n"
	"main{max-width:62rem;margin:0 auto;padding:1.5rem 1rem 3rem}\n"
	"h1{font-size:1.6rem;line-height:1.25;margin:0}\nh2{font-size:1.15rem;margin:2rem 0 .6rem}\n"
	"p{margin:.2rem 0 1rem;color:var(--soft)}\n"
	".tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.8rem}\n"
	".card,figure{background:var(--card);border:1px solid var(--rule);border-radius:10px;"
	"padding:.9rem 1rem;margin:0}\n"
	".card b{display:block;font-size:1.7rem;line-height:1.2;font-variant-numeric:tabular-nums}\n"
	".card span,figcaption,th{color:var(--soft);font-size:.9rem}\n"
	".wide{overflow-x:auto}\ntable{border-collapse:collapse;width:100%}\n"
	"th,td{padding:.45rem .6rem;text-align:right;border-top:1px solid var(--rule);"
	"font-variant-numeric:tabular-nums;white-space:nowrap}\n"
	"thead th{border-top:0;font-weight:500}\n"
	"th:first-child,td:first-child{text-align:left;padding-left:0}\n"
	"td.bar{width:30%;min-width:5rem;padding-right:0}\n"
	"td.bar i{display:block;height:.7rem;border-radius:3px;background:var(--mark);min-width:2px}\n"
	".plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,18rem),1fr));gap:.8rem}\n"
	"svg{display:block;width:100%;height:auto;margin-top:.4rem}\n"
	"svg text{fill:var(--soft);font-size:15px}\n.grid{stroke:var(--rule);stroke-width:1}\n"
	"@media(max-width:40rem){table{font-size:.9rem}th,td{padding:.4rem .25rem}"
	"td.bar,th:last-child{display:none}td:first-child{white-space:normal;overflow-wrap:anywhere}}\n"
	".area{fill:var(--mark);opacity:.13}\n"
	".line{fill:none;stroke:var(--mark);stroke-width:2;stroke-linejoin:round}\n.dot{fill:var(--mark)}\n";

#define CHARTED 3
struct page {
	struct cli_call *cli;
	const struct prov_report *report;
	struct cli_words words;
	struct prov_str s;
	/* of users, contexts, disabled users: what was reported, and now */
	struct cli_report_point *points[CHARTED];
	size_t count;
};

static const char *word(const struct page *p, const char *text)
{
	return cli_words(&p->words, text);
}

/* Text of others, such as the name of a combination. */
static void add_text(struct prov_str *s, const char *text)
{
	for (; *text; text++) {
		const char *entity = *text == '<' ? "&lt;" : *text == '>' ? "&gt;" : *text == '&' ? "&amp;" :
			*text == '"' ? "&quot;" : NULL;

		if (entity)
			prov_str_add(s, entity);
		else
			prov_str_add_char(s, *text);
	}
}

static long long number_in(const struct prov_report_block *block, size_t row, size_t column)
{
	const char *cell = row < block->row_count ? block->rows[row][column] : NULL;

	return cell ? strtoll(cell, NULL, 10) : 0;
}

/* Over all sets of modules. */
static long long sum(const struct page *p, size_t column)
{
	const struct prov_report_block *sets = &p->report->blocks[PROV_REPORT_SETS];
	long long n = 0;

	for (size_t i = 0; i < sets->row_count; i++)
		n += number_in(sets, i, column);
	return n;
}

static void add_tile(struct page *p, const char *title, long long n)
{
	prov_str_add(&p->s, "<div class=\"card\"><b>");
	cli_report_plot_number(&p->s, n);
	prov_str_addf(&p->s, "</b><span>%s</span></div>\n", title);
}

static void add_tiles(struct page *p)
{
	prov_str_add(&p->s, "<div class=\"tiles\">\n");
	add_tile(p, word(p, "contexts"), number_in(&p->report->blocks[PROV_REPORT_TOTAL], 0, 0));
	add_tile(p, word(p, "users"), sum(p, 1));
	add_tile(p, word(p, "of them admins of contexts"), sum(p, 2));
	add_tile(p, word(p, "of them disabled"), sum(p, 3));
	prov_str_add(&p->s, "</div>\n");
}

static int add_set(struct page *p, const struct prov_report_block *sets, size_t row, long long most,
		   struct prov_err *err)
{
	const long long users = number_in(sets, row, 1);
	const char *name;

	if (prov_access_name(&p->cli->call, (prov_modules_t)number_in(sets, row, 0), &name, err) < 0)
		return -1;
	prov_str_add(&p->s, "<tr><td>");
	add_text(&p->s, name ? name : sets->rows[row][0]);
	for (size_t c = 1; c <= 3; c++) {
		prov_str_add(&p->s, "</td><td>");
		cli_report_plot_number(&p->s, number_in(sets, row, c));
	}
	prov_str_addf(&p->s, "</td><td class=\"bar\"><i style=\"width:%lld%%\"></i></td></tr>\n",
		      most ? users * 100 / most : 0);
	return 0;
}

static int add_sets(struct page *p, struct prov_err *err)
{
	const struct prov_report_block *sets = &p->report->blocks[PROV_REPORT_SETS];
	long long most = 0;

	for (size_t i = 0; i < sets->row_count; i++)
		most = number_in(sets, i, 1) > most ? number_in(sets, i, 1) : most;
	prov_str_addf(&p->s, "<h2>%s</h2>\n<div class=\"card wide\"><table><thead><tr><th>%s</th><th>%s</th>"
		      "<th>%s</th><th>%s</th><th></th></tr></thead><tbody>\n", word(p, "Module access"),
		      word(p, "combination"), word(p, "users"), word(p, "admins"), word(p, "disabled"));
	for (size_t i = 0; i < sets->row_count; i++)
		if (add_set(p, sets, i, most, err) < 0)
			return -1;
	prov_str_add(&p->s, "</tbody></table></div>\n");
	return 0;
}

static void add_point(struct page *p, time_t at, const long long *values)
{
	for (size_t i = 0; i < CHARTED; i++) {
		p->points[i] = prov_realloc(p->points[i], (p->count + 1) * sizeof(**p->points));
		p->points[i][p->count] = (struct cli_report_point){ at, values[i] };
	}
	p->count++;
}

static int old_point(void *data, const char *const *cells, struct prov_err *err)
{
	const int columns[CHARTED] = { 2, 1, 4 };
	long long values[CHARTED];
	struct tm tm = { 0 };

	(void)err;
	for (size_t i = 0; i < CHARTED; i++)
		values[i] = cells[columns[i]] ? strtoll(cells[columns[i]], NULL, 10) : 0;
	if (strptime(cells[0], "%Y-%m-%dT%H:%M:%SZ", &tm))
		add_point(data, timegm(&tm), values);
	return 0;
}

static int add_plots(struct page *p, struct prov_err *err)
{
	const struct prov_rows rows = { .row = old_point, .data = p };
	const long long now[CHARTED] = { sum(p, 1), number_in(&p->report->blocks[PROV_REPORT_TOTAL], 0, 0),
					 sum(p, 3) };
	const char *titles[CHARTED] = { word(p, "users"), word(p, "contexts"), word(p, "disabled users") };

	if (prov_report_history(&p->cli->call, &rows, err) < 0)
		return -1;
	prov_str_addf(&p->s, "<h2>%s</h2>\n", word(p, "Growth"));
	if (!p->count) {
		prov_str_addf(&p->s, "<p>%s</p>\n", word(p, "There is no earlier report to compare with."));
		return 0;
	}
	add_point(p, time(NULL), now);
	prov_str_add(&p->s, "<div class=\"plots\">\n");
	for (size_t i = 0; i < CHARTED; i++)
		cli_report_plot(&p->s, titles[i], p->points[i], p->count);
	prov_str_add(&p->s, "</div>\n");
	return 0;
}

static void add_head(struct page *p)
{
	const time_t now = time(NULL);
	struct tm tm = { 0 };
	char at[32];

	gmtime_r(&now, &tm);
	strftime(at, sizeof(at), "%Y-%m-%d", &tm);
	prov_str_addf(&p->s, "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">\n"
		      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
		      "<title>%s</title>\n"
		      "<style>\n%s</style></head>\n<body><main>\n<h1>%s</h1>\n<p>%s, prov %s</p>\n",
		      cli_words_language(&p->words), word(p, "Users and what they may use"), style,
		      word(p, "Users and what they may use"), at, PROV_VERSION);
}

static int fill(struct page *p, struct prov_err *err)
{
	add_head(p);
	add_tiles(p);
	if (add_plots(p, err) < 0 || add_sets(p, err) < 0)
		return -1;
	prov_str_add(&p->s, "</main></body></html>\n");
	return 0;
}

int cli_report_html(struct cli_call *cli, const struct prov_report *report, const char *file,
		    struct prov_err *err)
{
	struct page p = { .cli = cli, .report = report, .s = PROV_STR_INIT };
	int rc;

	cli_words_open(&p.words);
	rc = fill(&p, err);
	if (rc == 0)
		rc = prov_file_replace(file, 0644, PROV_FILE_PASSING, &p.s, err);
	cli_words_close(&p.words);
	for (size_t i = 0; i < CHARTED; i++)
		free(p.points[i]);
	prov_str_fini(&p.s);
	return rc;
}
