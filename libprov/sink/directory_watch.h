/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libprov/sink/directory_watch.h - a run of a source that is watched
 */
#ifndef PROV_DIRECTORY_WATCH_H
#define PROV_DIRECTORY_WATCH_H

#include <prov/directory.h>

/* Its directory, over the connection of the last run if that can be used. watch may be NULL here and
 * below. */
struct prov_source *prov_directory_watch_source(struct prov_directory_watch *watch, struct prov_call *call,
	const struct prov_source_config *config, struct prov_err *err);
/* Before the run, and after it, when it is clear whether it was carried out: then the connection of
 * source is kept. */
void prov_directory_watch_use(struct prov_directory_watch *watch, struct prov_source *source);
void prov_directory_watch_end(struct prov_directory_watch *watch, struct prov_source *source,
	bool done);

#endif
