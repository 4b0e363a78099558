/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_sync_reasons.c - entries that cannot be taken, counted by reason
 *
 * A mapping that does not fit rejects hundreds of entries for one reason, with other names and numbers in
 * it: so what is in quotes, and numbers, do not make another one.
 */
#include <prov/directory.h>

#include "bin/cli_sync.h"

#define REASONS 50	/* that are told apart */

struct reason {
	const char *pattern, *first;	/* without what differs; as it was said */
	long long count;
	bool varies;
	struct reason *next;
};

struct cli_sync_reasons {
	struct reason *all;
	size_t count;
	long long others;
};

/* Names become "...", numbers N. */
static void add_pattern(struct prov_str *s, const char *text)
{
	while (*text) {
		const char *end = *text == '"' ? strchr(text + 1, '"') : NULL;
		const size_t digits = strspn(text, "0123456789");

		if (end) {
			prov_str_add(s, "\"...\"");
			text = end + 1;
		} else if (digits) {
			prov_str_add_char(s, 'N');
			text += digits;
		} else {
			prov_str_add_char(s, *text++);
		}
	}
}

static struct reason *find(struct cli_sync *sync, const char *pattern, const char *what)
{
	struct cli_sync_reasons *r = sync->reasons;
	struct reason **at = &r->all;

	while (*at && strcmp((*at)->pattern, pattern) != 0)
		at = &(*at)->next;
	if (*at || r->count == REASONS)
		return *at;
	*at = prov_pool_alloc(sync->cli->pool, sizeof(**at));
	(*at)->pattern = prov_pool_strdup(sync->cli->pool, pattern);
	(*at)->first = prov_pool_strdup(sync->cli->pool, what);
	r->count++;
	return *at;
}

long long cli_sync_reasons_add(struct cli_sync *sync, const struct prov_sync_change *c)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str pattern = PROV_STR_INIT;
	const char *what = c->what ? c->what : "";
	struct reason *reason;

	if (!sync->reasons)
		sync->reasons = prov_pool_alloc(sync->cli->pool, sizeof(*sync->reasons));
	prov_str_addf(&pattern, "%s: ", c->kind);
	add_pattern(&pattern, what);
	reason = find(sync, pattern.p, what);
	if (!reason)
		return ++sync->reasons->others;
	reason->varies |= strcmp(reason->first, what) != 0;
	return ++reason->count;
}

/* "120 users rejected: user.name = ${uid}: no value" */
static void say(const struct cli_sync *sync, const struct reason *r)
{
	const size_t kind = strcspn(r->pattern, ":");

	cli_note("%s: %lld %.*s%s rejected: %s", sync->cli->command->name, r->count, (int)kind, r->pattern,
		 r->count == 1 ? "" : "s", r->varies ? r->pattern + kind + 2 : r->first);
}

void cli_sync_reasons_say(const struct cli_sync *sync)
{
	const struct cli_sync_reasons *r = sync->reasons;

	for (const struct reason *one = r ? r->all : NULL; one; one = one->next)
		say(sync, one);
	if (r && r->others)
		cli_note("%s: %lld for other reasons", sync->cli->command->name, r->others);
}
