/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libprov/sync/sync_server.h - which server was read, and whether that is one to believe; private
 */
#ifndef PROV_SYNC_SERVER_H
#define PROV_SYNC_SERVER_H

#include "libprov/sync/sync_run.h"

/* How new one state of a server is, against another that was seen before. */
enum prov_sync_age {
	PROV_SYNC_AS_NEW,	/* at least as new, or the same server, which does not say */
	PROV_SYNC_OLDER,
	PROV_SYNC_ANOTHER	/* another server or epoch, and it is not known how new it is */
};
enum prov_sync_age prov_sync_server_compare(const struct prov_sync_server *before,
	const struct prov_sync_server *now);

/* After reading, where something differs: which server is it now? INCOMPLETE: another one than in the
 * beginning, an older state than then, or no answer. */
int prov_sync_server_settle(struct prov_sync_run *run, struct prov_err *err);

/* INCOMPLETE if the plan may not be carried out with what this server shows: it is older than what was read
 * in the last run; or it is another one of which that is not known, or went back lately, and something
 * would be taken away. With options->accept somebody has looked. */
int prov_sync_server_check(struct prov_sync_run *run, struct prov_err *err);

#endif
