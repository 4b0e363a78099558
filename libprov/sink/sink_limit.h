/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sink/sink_limit.h - what a plan would take away, in numbers
 *
 *	prov_sink_limit_count() when all is planned, prov_sink_limit_save() when it is written
 */
#ifndef PROV_SINK_LIMIT_H
#define PROV_SINK_LIMIT_H

#include "libprov/sink/sink.h"

/* Counts anew: sink->limits has a row for each context, kind and field, those of the source (context 0)
 * first. What was not worth a question is of 0, and passes. */
int prov_sink_limit_count(struct sink *sink, struct prov_err *err);
/* NULL: there is nothing. */
struct prov_limit_count *prov_sink_limit_find(struct sink_limits *limits, long long context,
	enum prov_limit kind, const char *field);
/* Notes the rows for the next 24 hours, in the transaction that applies them. */
int prov_sink_limit_save(struct sink *sink, struct prov_err *err);

#endif
