/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink/sink_since.h - a run that goes on from a cookie (sink_since.c)
 */
#ifndef PROV_SINK_SINCE_H
#define PROV_SINK_SINCE_H

#include "libprov/sink/sink_reading.h"

/* May runs of this source go on from a cookie? */
bool prov_sink_since_is_on(const struct prov_source_config *config);

/* A hash over all that decides what entries become. */
uint64_t prov_sink_since_content(const struct sink *sink);
/* What is known of the source is there. sink->since: it is such a run; else sink->base.why_full. */
int prov_sink_since_begin(struct sink *sink, struct prov_err *err);
void prov_sink_since_free(struct sink *sink);

/* The calls of struct prov_sink of the same names. */
int prov_sink_since_key(struct sink *sink, enum prov_entry_kind kind, const char *key, bool gone,
	struct prov_err *err);
int prov_sink_since_end(struct sink *sink, enum prov_entry_kind kind, bool rest_is_gone, long long entries,
	struct prov_err *err);
int prov_sink_since_wanted(struct sink *sink, const char *const **keys, size_t *count, size_t *there,
	struct prov_err *err);
int prov_sink_since_wants_groups(struct sink *sink, const char *const **keys, size_t *count,
	struct prov_err *err);

/* Entries set aside before, of which nothing was heard: kind, key, DN, why. */
int prov_sink_since_aside(const struct sink *sink, struct prov_sql_result **kept, struct prov_err *err);
/* sink->owned_users is counted where it matters, for all users of the source are looked at. */
int prov_sink_since_count(struct sink *sink, struct prov_err *err);
/* Were all groups read? Of a run that is none of these that is so. */
bool prov_sink_since_knows_groups(const struct sink *sink);
/* Was an entry found for each user who may differ, by the name that groups know, and nobody else's? False:
 * that is not known. */
bool prov_sink_since_has_same_names(const struct sink *sink);
/* Users were compared. INCOMPLETE: groups have to be looked at, and were not read. */
int prov_sink_since_check(const struct sink *sink, struct prov_err *err);
/* All is planned. INCOMPLETE: somebody would go who was held back before. */
int prov_sink_since_released(struct sink *sink, struct prov_err *err);
/* In the transaction that writes. */
int prov_sink_since_save(struct sink *sink, struct prov_err *err);

/* ---- sink_some.c ---- */

/* The entry of this group changed. */
void prov_sink_some_note(struct sink *sink, const char *key);
/* Is it enough to read those groups? Their keys, borrowed; count 0: it is not. So many entries were said to
 * have changed. */
int prov_sink_some_begin(struct sink *sink, long long entries, const char *const **keys, size_t *count,
	struct prov_err *err);
void prov_sink_some_free(struct sink *sink);

#endif
