/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libprov/sync/sync_run.h - one run of the engine, for its phases; private
 */
#ifndef PROV_SYNC_RUN_H
#define PROV_SYNC_RUN_H

#include <prov/sync.h>

struct prov_sync_run {
	struct prov_source *source;
	struct prov_sink *sink;
	const struct prov_sync_options *options;
	struct prov_sync_counts *counts;
	long long keyless, keyless_groups;	/* rejects that could be anybody */
	bool any_suspects;
};

/* sync_run.c: a record that was read, now or when it was looked up. */
void prov_sync_run_count(struct prov_sync_run *run, const struct prov_record *record);

/* sync_confirm.c: who was not seen is looked for, before anything is planned. INCOMPLETE: that gave no
 * answer. */
int prov_sync_confirm(struct prov_sync_run *run, struct prov_err *err);

#endif
