/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libprov/sync/sync_plan.h - when a planned run is too much of a change to be believed; private
 */
#ifndef PROV_SYNC_PLAN_H
#define PROV_SYNC_PLAN_H

#include <prov/sync.h>

/* Are n new ones with the names of those who are missing too many to be somebody's work, where the source
 * has or had so many? */
bool prov_sync_plan_is_rekeyed(long long n, long long owned);

/* Were limits passed in so many contexts that the fault is the source's? */
bool prov_sync_plan_is_general(const struct prov_sync_counts *counts);

/* Do the source's own numbers stop the run as a whole? */
bool prov_sync_plan_stops(const struct prov_sync_counts *counts, const struct prov_sync_options *options);

/* GUARD where nothing helps but a right answer: no user was read where users are owned or would be deleted,
 * no group where there were several; nobody would be left; the same people come with new keys; or somebody
 * would be taken away while keyless entries, which could be anybody, were read. */
int prov_sync_plan_never(const struct prov_sync_counts *counts, long long keyless, long long keyless_groups,
	const struct prov_sync_options *options, struct prov_err *err);

/* GUARD, with the numbers and the command that accepts it: a limit of the source is passed, or those of
 * contexts that cannot be held back alone; its scope is narrower; or, with options->accept, something else
 * than that would be taken away. */
int prov_sync_plan_check(const struct prov_sync_counts *counts, const struct prov_sync_options *options,
	struct prov_err *err);

/* GUARD if it is a plan of new keys that was not accepted. */
int prov_sync_plan_rekey(const struct prov_sync_counts *counts, const struct prov_sync_options *options,
	struct prov_err *err);

/* GUARD if something was held back; everything else was done, or (dry_run) would be. */
int prov_sync_plan_held(const struct prov_sync_counts *counts, struct prov_err *err);

#endif
