/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libprov/sync/sync_plan.h - when a planned run is too much of a change to be believed; private
 */
#ifndef PROV_SYNC_PLAN_H
#define PROV_SYNC_PLAN_H

#include <prov/sync.h>

enum prov_sync_verdict {
	PROV_SYNC_PASS,
	PROV_SYNC_SHARE,		/* too many in this run */
	PROV_SYNC_WINDOW,		/* too many in 24 hours */
	PROV_SYNC_EMPTIED,		/* nobody would be left; not even force allows that, */
	PROV_SYNC_REKEYED		/* nor that the same people come with new keys */
};

/* Are n new ones with the names of those who are missing too many to be somebody's work, where the source has
 * or had so many? */
bool prov_sync_plan_is_rekeyed(long long n, long long owned);

/* May so many go? options->force leaves only the last two. */
enum prov_sync_verdict prov_sync_plan_judge(const struct prov_sync_tally *tally,
	const struct prov_sync_options *options);

/* Does the source, or the number of contexts that would be held back, stop the run as a whole? */
bool prov_sync_plan_stops(const struct prov_sync_counts *counts, const struct prov_sync_options *options);

/* May n of those who have something lose it? */
bool prov_sync_plan_loses(long long n, long long of, const struct prov_sync_options *options);

/* GUARD, with the numbers and what to do, when the run must not go on. Always: no user was read where
 * users are owned or would be deleted, no group where there were several; nobody would be left; the
 * same people come with new keys; or
 * somebody would be taken away while keyless entries, which could be anybody, were read. Unless
 * options->force: a limit of the source is passed, or that of too many contexts. */
int prov_sync_plan_check(const struct prov_sync_counts *counts, long long keyless,
	long long keyless_groups, const struct prov_sync_options *options, struct prov_err *err);

/* GUARD if something was held back; everything else was done, or (dry_run) would be. */
int prov_sync_plan_held(const struct prov_sync_counts *counts, struct prov_err *err);

#endif
