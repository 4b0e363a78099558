/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_news.c - entries of Active Directory that may differ: those of a condition, those below units that
 * have another name, and the keys of all
 */
#include <ldap.h>
#include <string.h>

#include "ldap/source/source_news.h"

void prov_source_news_step(struct prov_source_news *n, const struct prov_source_step *step)
{
	n->step = step;
	n->kind = step->map == n->s->users ? PROV_ENTRY_USER : PROV_ENTRY_GROUP;
	n->entries = 0;
}

int prov_source_news_search(struct prov_source_news *n, const char *base, const char *filter, char **attrs,
			    prov_source_news_fn *fn, struct prov_err *err)
{
	PROV_CLEANUP(prov_ldap_search_closep)
	struct prov_ldap_search *search = prov_source_step_search(n->s, n->step->map, base, filter, attrs,
								  n->s->page_size, err);
	const struct prov_ldap_entry *entry;
	int rc = search ? 1 : -1;

	while (rc > 0) {
		rc = prov_ldap_search_next(search, &entry, err);
		if (rc > 0 && fn(n, entry, err) < 0)
			return -1;
	}
	return rc;
}

/* ---- entries ---- */

int prov_source_news_conflict(struct prov_source_news *n, const struct prov_ldap_entry *entry,
			      struct prov_err *err)
{
	const struct prov_record *record;

	if (!prov_source_conflict_is(n->s, &entry->dn))
		return 0;
	record = prov_source_conflict_record(n->s, n->step->map, entry);
	if (prov_source_owner_nearest(n->s, n->step, record->dn_norm) != n->step)
		return 1;
	return n->to->record(n->to->data, record, err) < 0 ? -1 : 1;
}

/* Of a group only the key is told: it is looked up. One below another base comes with that one's search. */
static int on_group(struct prov_source_news *n, const struct prov_ldap_entry *entry, struct prov_err *err)
{
	const struct prov_record *record = prov_map_entry_id(n->step->map, entry);

	if (prov_source_owner_nearest(n->s, n->step, record->dn_norm) != n->step)
		return 0;
	n->entries++;
	return record->key ? n->to->group(n->to->data, record->key, err) : 0;
}

static int on_user(struct prov_source_news *n, const struct prov_ldap_entry *entry, struct prov_err *err)
{
	const struct prov_source_step *owner;
	const struct prov_record *record;

	n->entries++;
	if (prov_source_step_map(n->s, n->step, entry, &owner, &record, err) < 0)
		return -1;
	if (owner != n->step)
		return 0;
	prov_source_step_note(n->s, record);
	if (record->key && n->to->key(n->to->data, PROV_ENTRY_USER, record->key, false, err) < 0)
		return -1;
	return n->to->record(n->to->data, record, err);
}

/* Those in conflict are among the keys, or come by name. */
static int on_entry(struct prov_source_news *n, const struct prov_ldap_entry *entry, struct prov_err *err)
{
	if (prov_source_conflict_is(n->s, &entry->dn)) {
		n->entries++;
		return 0;
	}
	return n->kind == PROV_ENTRY_GROUP ? on_group(n, entry, err) : on_user(n, entry, err);
}

int prov_source_news_entries(struct prov_source_news *n, const char *base, const char *condition,
			     struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *key = prov_strdup(n->s->profile->key);
	PROV_CLEANUP(prov_str_fini) struct prov_str filter = PROV_STR_INIT;
	char *only_key[] = { key, NULL };

	prov_source_step_filter(n->step, &filter);
	prov_str_addf(&filter, "%s)", condition);
	return prov_source_news_search(n, base, filter.p, n->kind == PROV_ENTRY_USER ? NULL : only_key,
				       on_entry, err);
}

/* ---- keys ---- */

static int on_key(struct prov_source_news *n, const struct prov_ldap_entry *entry, struct prov_err *err)
{
	const struct prov_record *record;
	const int rc = prov_source_news_conflict(n, entry, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	record = prov_map_entry_id(n->step->map, entry);
	if (!record->key)
		return prov_fail(err, PROV_E_INCOMPLETE, "\"%s\" shows no key", record->dn);
	return n->to->key(n->to->data, n->kind, record->key, false, err);
}

int prov_source_news_keys(struct prov_source_news *n, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *key = prov_strdup(n->s->profile->key);
	char *only_key[] = { key, NULL };

	return prov_source_news_search(n, n->step->base, n->step->filter, only_key, on_key, err);
}

/* ---- units ---- */

int prov_source_news_unit(struct prov_source_news *n, const struct prov_text *dn, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str norm = PROV_STR_INIT;

	if (n->unit_count == PROV_SOURCE_MANY_UNITS)
		return prov_fail(err, PROV_E_INCOMPLETE, "more than %d units differ", PROV_SOURCE_MANY_UNITS);
	if (prov_dn_normalize_as(n->s->server.dn_rule, dn->p, dn->len, &norm) < 0)
		return prov_fail(err, PROV_E_INCOMPLETE, "a unit has no valid DN");
	n->units[n->unit_count++] = (struct prov_source_unit){
		prov_pool_strndup(n->pool, dn->p, dn->len), prov_pool_strdup(n->pool, norm.p)
	};
	return 0;
}

static bool is_below_another(const struct prov_source_news *n, size_t i)
{
	for (size_t k = 0; k < n->unit_count; k++)
		if (strcmp(n->units[k].norm, n->units[i].norm) != 0 &&
		    prov_dn_is_below(n->units[k].norm, n->step->norm) &&
		    prov_dn_is_below(n->units[i].norm, n->units[k].norm))
			return true;
	return false;
}

/* A unit that is the top of a part of the tree has no other name. */
int prov_source_news_below_units(struct prov_source_news *n, struct prov_err *err)
{
	const char *top = prov_ldap_server_holds(&n->s->server, n->step->norm);

	for (size_t i = 0; i < n->unit_count; i++) {
		const struct prov_source_unit *unit = &n->units[i];

		if (prov_dn_is_below(unit->norm, n->step->norm) && !(top && strcmp(unit->norm, top) == 0) &&
		    !is_below_another(n, i) && prov_source_news_entries(n, unit->dn, "", err) < 0)
			return -1;
	}
	return 0;
}
