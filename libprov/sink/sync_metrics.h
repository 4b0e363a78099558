/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink/sync_metrics.h - the numbers of a run for node_exporter's textfile collector; private
 */
#ifndef PROV_SYNC_METRICS_H
#define PROV_SYNC_METRICS_H

#include <prov/config.h>
#include <prov/sync.h>

struct sync_metrics {
	const char *source;
	const struct prov_sync_counts *counts;
	const struct prov_limits *limits;
	const struct prov_err *how;	/* how the run ended */
	long long milliseconds;
	long long missing_users, missing_groups;	/* now; -1: not known */
};

/* The file of a source; caller frees. NULL: there are to be no metrics. */
char *prov_sync_metrics_path(const struct prov_config *config, const char *source);
/* Written beside and renamed, so that nobody sees half of it. IO. */
int prov_sync_metrics_write(const char *path, const struct sync_metrics *metrics, struct prov_err *err);

#endif
