/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap/sync_plan.h - when a planned run is too much of a change to be believed; private
 */
#ifndef PROV_SYNC_PLAN_H
#define PROV_SYNC_PLAN_H

#include <prov/sync.h>

/* GUARD, with the numbers and what to do, when the run must not go on. Always: no user was read where
 * users are owned or would be deleted, no group where there were several; or somebody would be taken
 * away while keyless entries, which could be anybody, were read. Unless options->force: more than
 * max_delete percent and more than max_delete_floor users, or groups, are missing. */
int prov_sync_plan_check(const struct prov_sync_counts *counts, long long keyless,
	long long keyless_groups, const struct prov_sync_options *options, struct prov_err *err);

#endif
