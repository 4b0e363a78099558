/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_report_plot.c - a line over time as SVG: it begins at zero, so that growth looks as large as it
 * is
 *
 * Colours come from the page (currentColor and its classes). The box is as wide as a phone, so that
 * text keeps a size that can be read, there and where two stand side by side.
 */
#include "bin/cli_report_plot.h"

#define WIDTH 400
#define HEIGHT 230
#define LEFT 68
#define RIGHT 16
#define TOP 14
#define BOTTOM 34
#define STEPS 4			/* lines above zero, at most twice as many */
#define MANY 40			/* points beyond which each has no dot of its own */

struct frame {
	time_t from, to;
	long long step, top;	/* between two lines; value of the highest one */
};

void cli_report_plot_number(struct prov_str *s, long long n)
{
	char digits[32];
	const int len = snprintf(digits, sizeof(digits), "%lld", n);

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0 && digits[i - 1] != '-')
			prov_str_add(s, "&#8239;");
		prov_str_add_char(s, digits[i]);
	}
}

/* 1, 2 or 5 times a power of ten. */
static long long round_step(long long most)
{
	long long step = 1;

	for (long long power = 1; step * STEPS < most; power *= 10) {
		static const int of_ten[] = { 1, 2, 5 };

		for (size_t i = 0; i < COUNT(of_ten) && step * STEPS < most; i++)
			step = power * of_ten[i];
	}
	return step;
}

static struct frame measure(const struct cli_report_point *points, size_t count)
{
	struct frame f = { points[0].at, points[count - 1].at, 0, 0 };
	long long most = 1;

	for (size_t i = 0; i < count; i++)
		most = points[i].value > most ? points[i].value : most;
	f.step = round_step(most);
	f.top = (most + f.step - 1) / f.step * f.step;
	if (f.to <= f.from)
		f.to = f.from + 1;
	return f;
}

static double x_of(const struct frame *f, time_t at)
{
	return LEFT + (double)(at - f->from) / (double)(f->to - f->from) * (WIDTH - LEFT - RIGHT);
}

static double y_of(const struct frame *f, long long value)
{
	return HEIGHT - BOTTOM - (double)value / (double)f->top * (HEIGHT - TOP - BOTTOM);
}

static void add_day(struct prov_str *s, time_t at)
{
	struct tm tm = { 0 };
	char day[16];

	gmtime_r(&at, &tm);
	strftime(day, sizeof(day), "%Y-%m-%d", &tm);
	prov_str_add(s, day);
}

static void add_grid(struct prov_str *s, const struct frame *f)
{
	for (long long v = 0; v <= f->top; v += f->step) {
		prov_str_addf(s, "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>"
			      "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">", LEFT, WIDTH - RIGHT,
			      y_of(f, v), y_of(f, v), LEFT - 7, y_of(f, v) + 5);
		cli_report_plot_number(s, v);
		prov_str_add(s, "</text>\n");
	}
	prov_str_addf(s, "<text x=\"%d\" y=\"%d\">", LEFT, HEIGHT - 10);
	add_day(s, f->from);
	prov_str_addf(s, "</text><text x=\"%d\" y=\"%d\" text-anchor=\"end\">", WIDTH - RIGHT, HEIGHT - 10);
	add_day(s, f->to);
	prov_str_add(s, "</text>\n");
}

static void add_line(struct prov_str *s, const struct frame *f, const struct cli_report_point *points,
		     size_t count)
{
	prov_str_addf(s, "<path class=\"area\" d=\"M%.1f %d", x_of(f, points[0].at), HEIGHT - BOTTOM);
	for (size_t i = 0; i < count; i++)
		prov_str_addf(s, "L%.1f %.1f", x_of(f, points[i].at), y_of(f, points[i].value));
	prov_str_addf(s, "L%.1f %dZ\"/>\n<polyline class=\"line\" points=\"", x_of(f, points[count - 1].at),
		      HEIGHT - BOTTOM);
	for (size_t i = 0; i < count; i++)
		prov_str_addf(s, "%s%.1f,%.1f", i ? " " : "", x_of(f, points[i].at),
			      y_of(f, points[i].value));
	prov_str_add(s, "\"/>\n");
}

static void add_dots(struct prov_str *s, const struct frame *f, const struct cli_report_point *points,
		     size_t count)
{
	for (size_t i = count > MANY ? count - 1 : 0; i < count; i++) {
		prov_str_addf(s, "<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"><title>",
			      x_of(f, points[i].at), y_of(f, points[i].value));
		add_day(s, points[i].at);
		prov_str_add(s, ": ");
		cli_report_plot_number(s, points[i].value);
		prov_str_add(s, "</title></circle>\n");
	}
}

void cli_report_plot(struct prov_str *s, const char *title, const struct cli_report_point *points,
		     size_t count)
{
	const struct frame f = measure(points, count);

	prov_str_addf(s, "<figure><figcaption>%s</figcaption>\n<svg viewBox=\"0 0 %d %d\" role=\"img\" "
		      "aria-label=\"%s\">\n", title, WIDTH, HEIGHT, title);
	add_grid(s, &f);
	add_line(s, &f, points, count);
	add_dots(s, &f, points, count);
	prov_str_add(s, "</svg></figure>\n");
}
