/* SPDX-License-Identifier: Apache-2.0 */
/*
 * events.h - what deliverers of prov notify have in common: reading events (docs/events.md), and who is meant
 */
#ifndef DELIVER_EVENTS_H
#define DELIVER_EVENTS_H

#include <jansson.h>
#include <stdbool.h>

/* Names of users, and the contexts all of whose users are meant: objects, used as sets. */
struct meant {
	json_t *names, *domains, *contexts;	/* contexts by their keys */
};
void events_meant_init(struct meant *m);
void events_meant_fini(struct meant *m);
void events_meant_add(json_t *set, const char *name);
/* The names of an event, and its key. */
void events_meant_add_all(json_t *set, const json_t *event);
/* A context has its mappings for names: all who log in with one of them are meant. */
void events_meant_add_context(struct meant *m, const json_t *event);
/* Is it one of the names, name@mapping of one of the contexts, or c3u5 of one of them? In lower case. */
bool events_meant_is(const struct meant *m, const char *name);
bool events_meant_is_empty(const struct meant *m);

/* "user", "context", ... */
bool events_is_about(const json_t *event, const char *object);
/* Is one of its events one of the words, the last of which is NULL? */
bool events_is_one_of(const json_t *event, const char *const *words);
/* In place, as names are in events. */
void events_lower(char *name);

/* Calls take for each line of standard input. EX_DATAERR if one is no event; it says so as program. */
int events_read(const char *program, void (*take)(void *data, const json_t *event), void *data);

#endif
