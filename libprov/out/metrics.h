/* SPDX-License-Identifier: Apache-2.0 */
/*
 * out/metrics.h - numbers for node_exporter's textfile collector; private
 *
 *	prov_metrics_family(&s, "prov_sync_created", "Users that were created.");
 *	prov_metrics_add(&s, "prov_sync_created", "source", "company", "", 3);
 *	prov_metrics_write("/var/lib/node_exporter/prov.prom", &s, err);
 */
#ifndef PROV_METRICS_H
#define PROV_METRICS_H

#include "libprov/base/base.h"

/* What it means, once, before its values. */
void prov_metrics_family(struct prov_str *s, const char *name, const char *meaning);
/* A value; label NULL: there is only one. more: other labels with their comma, as they are written, or "". */
void prov_metrics_add(struct prov_str *s, const char *name, const char *label, const char *of,
	const char *more, long long value);
/* Replaces the file: written beside and renamed, so that nobody sees half of it. What is there and no plain
 * file, such as a link, is left alone. IO. */
int prov_metrics_write(const char *path, const struct prov_str *s, struct prov_err *err);

#endif
