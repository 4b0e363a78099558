/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sync_witness.c - an incremental run takes values away: do others still show theirs?
 *
 * Where nobody does who should, the login has probably lost the right to read an attribute. Only a run that
 * reads everything can tell, and stops by its limits if it is so.
 */
#include <string.h>
#include <strings.h>

#include "libprov/base/base.h"
#include "libprov/sync/sync_run.h"

struct hearing {
	const struct prov_witness *all;
	size_t count;
	bool *shows;		/* of each */
};

/* Also a value that cannot be taken was shown. */
static bool has_value(const struct prov_record *record, const char *field)
{
	for (size_t i = 0; i < record->rule_count; i++)
		if (record->values[i].n && strcmp(record->rules[i].field, field) == 0)
			return true;
	for (size_t i = 0; i < record->left_out_count; i++)
		if (strcmp(record->rules[record->left_out[i].rule].field, field) == 0)
			return true;
	return false;
}

static int on_found(void *data, const struct prov_record *record, struct prov_err *err)
{
	struct hearing *h = data;

	(void)err;
	for (size_t i = 0; i < h->count; i++)
		if (strcasecmp(h->all[i].key, record->key) == 0)
			h->shows[i] |= has_value(record, h->all[i].field);
	return 0;
}

/* Does one of those of this field? */
static bool is_shown(const struct hearing *h, const char *field)
{
	for (size_t i = 0; i < h->count; i++)
		if (h->shows[i] && strcmp(h->all[i].field, field) == 0)
			return true;
	return false;
}

static int judge(const struct hearing *h, struct prov_err *err)
{
	for (size_t i = 0; i < h->count; i++)
		if (!is_shown(h, h->all[i].field))
			return prov_fail(err, PROV_E_INCOMPLETE, "somebody has lost the value of %s, and "
					 "others who had one do not show it any more", h->all[i].field);
	return 0;
}

int prov_sync_witness(struct prov_sync_run *r, struct prov_err *err)
{
	struct hearing h = { 0 };
	const struct prov_finder finder = { on_found, NULL, &h };
	PROV_CLEANUP(prov_freep) char *memory = NULL;
	const char **keys;

	if (!r->counts->since || !r->sink->witnesses)
		return 0;
	if (r->sink->witnesses(r->sink, &h.all, &h.count, err) < 0)
		return -1;
	if (h.count == 0)
		return 0;
	memory = prov_alloc(h.count * (sizeof(*keys) + sizeof(*h.shows)));
	keys = (const char **)(void *)memory;
	h.shows = (bool *)(memory + h.count * sizeof(*keys));
	for (size_t i = 0; i < h.count; i++)
		keys[i] = h.all[i].key;
	if (r->source->find(r->source, PROV_ENTRY_USER, keys, h.count, &finder, err) < 0)
		return -1;
	return judge(&h, err);
}
