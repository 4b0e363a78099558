/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bin/cli_report_plot.h - a line over time as SVG
 */
#ifndef CLI_REPORT_PLOT_H
#define CLI_REPORT_PLOT_H

#include <time.h>

#include "bin/cli.h"

struct cli_report_point {
	time_t at;
	long long value;
};

/* Adds a plot of at least two points, which are in the order of their time. title is text for HTML. */
void cli_report_plot(struct prov_str *s, const char *title, const struct cli_report_point *points,
	size_t count);
/* Adds a number as people read it, in groups of three digits. */
void cli_report_plot_number(struct prov_str *s, long long n);

#endif
