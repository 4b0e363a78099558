/* SPDX-License-Identifier: Apache-2.0 */
/*
 * addresses.c - the mail addresses of one user, as entered and as servers search for them (U3); and what
 * comes of claiming those of users, groups and resources
 */
#include "libprov/model/model.h"

#define SLOTS 16	/* at first */

void prov_addresses_fini(struct prov_addresses *a)
{
	prov_str_fini(&a->entered);
	prov_str_fini(&a->normalized);
	prov_str_fini(&a->list);
	prov_str_fini(&a->tmp);
	free(a->slots);
	a->slots = NULL;
	a->size = a->count = 0;
}

void prov_addresses_clear(struct prov_addresses *a)
{
	prov_str_clear(&a->entered);
	prov_str_clear(&a->normalized);
	prov_str_clear(&a->list);
	if (a->size > SLOTS) {		/* of a rare user: clearing them would cost all who follow */
		free(a->slots);
		a->slots = NULL;
		a->size = 0;
	}
	if (a->size)
		memset(a->slots, 0, a->size * sizeof(*a->slots));
	a->count = 0;
}

const char *prov_addresses_first(const struct prov_addresses *a)
{
	return a->list.len ? a->list.p : NULL;
}

/* The slot of an address: where it is in the list, plus 1, or 0. There is always a free one. */
static size_t *find_slot(const struct prov_addresses *a, const char *normalized, size_t len)
{
	size_t at = prov_hash(PROV_HASH_INIT, normalized, len) & (a->size - 1);

	while (a->slots[at]) {
		const char *p = a->list.p + a->slots[at] - 1;

		if (strlen(p) == len && memcmp(p, normalized, len) == 0)
			break;
		at = (at + 1) & (a->size - 1);
	}
	return &a->slots[at];
}

static bool has_normalized(const struct prov_addresses *a, const char *normalized, size_t len)
{
	return a->size && *find_slot(a, normalized, len);
}

/* Twice as many slots as addresses at least: a user with thousands of them is no reason to wait (SR37). */
static void grow(struct prov_addresses *a)
{
	if (2 * (a->count + 1) <= a->size)
		return;
	a->size = a->size ? 2 * a->size : SLOTS;
	free(a->slots);
	a->slots = prov_alloc(a->size * sizeof(*a->slots));
	for (size_t at = 0; at < a->list.len; at += strlen(a->list.p + at) + 1)
		*find_slot(a, a->list.p + at, strlen(a->list.p + at)) = at + 1;
}

bool prov_addresses_has(const struct prov_addresses *a, const char *mail, size_t len)
{
	struct prov_str normalized = PROV_STR_INIT;
	bool found = prov_mail_normalize(&normalized, mail, len) &&
		has_normalized(a, normalized.p, normalized.len);

	prov_str_fini(&normalized);
	return found;
}

int prov_addresses_add(struct prov_addresses *a, const char *mail, size_t len,
		       struct prov_err *err)
{
	if (has_normalized(a, mail, len))		/* as it is: a directory says the primary one twice */
		return 0;
	prov_str_clear(&a->tmp);
	if (!prov_mail_normalize(&a->tmp, mail, len))
		return prov_check_mail(mail, len, err);
	if (has_normalized(a, a->tmp.p, a->tmp.len))
		return 0;
	prov_str_array_add(&a->entered, mail, len);
	prov_str_array_add(&a->normalized, a->tmp.p, a->tmp.len);
	grow(a);
	*find_slot(a, a->tmp.p, a->tmp.len) = a->list.len + 1;
	prov_str_add_len(&a->list, a->tmp.p, a->tmp.len + 1);
	a->count++;
	return 0;
}

bool prov_addresses_next(const char **list, const char **mail, size_t *len)
{
	*list += strspn(*list, " \t,");
	*mail = *list;
	*list += strcspn(*list, ",");
	*len = (size_t)(*list - *mail);
	while (*len && ((*mail)[*len - 1] == ' ' || (*mail)[*len - 1] == '\t'))
		(*len)--;
	return *len > 0;
}

/* Older versions stored what is no address today: it is as it is until somebody mends it, and what
 * is claimed for it only the table knows. */
static bool add_stored(struct prov_addresses *a, const char *list)
{
	struct prov_str nfc = PROV_STR_INIT;
	struct prov_err ignored = PROV_ERR_INIT;
	const char *mail;
	bool usual;
	size_t len;

	prov_utf8_nfc(&nfc, list, strlen(list));
	usual = strcmp(nfc.p, list) == 0;
	prov_str_fini(&nfc);
	while (prov_addresses_next(&list, &mail, &len)) {
		if (prov_addresses_add(a, mail, len, &ignored) == 0)
			continue;
		usual = false;
		prov_str_array_add(&a->entered, mail, len);
	}
	return usual;
}

int prov_addresses_held(struct prov_sql *db, long long context, long long uid, const char *list,
			struct prov_addresses *a, struct prov_err *err)
{
	PROV_CLEANUP(prov_sql_result_freep) struct prov_sql_result *res = NULL;
	bool usual = add_stored(a, list ? list : "");

	prov_addresses_end(a);
	if (usual)
		return 0;
	if (prov_sql_exec(db, PROV_Q_USER_HELD, PROV_ARGS(PROV_INT(context), PROV_INT(uid)), &res, err) < 0)
		return -1;
	prov_str_clear(&a->normalized);
	prov_str_add(&a->normalized, prov_sql_text(res, 0, 0));
	a->count = (size_t)prov_sql_number(res, 0, 1);
	return 0;
}

void prov_addresses_end(struct prov_addresses *a)
{
	prov_str_add(&a->entered, a->entered.len ? "}" : "{}");
	prov_str_add(&a->normalized, a->normalized.len ? "}" : "{}");
}

void prov_addresses_warn(struct prov_call *call, const char *cid, const struct prov_sql_result *claimed,
			 const struct prov_sql_result *elsewhere)
{
	for (int i = 0; i < prov_sql_rows(elsewhere); i++) {
		const char *address = prov_sql_text(elsewhere, i, 0);
		int at = 0;

		while (at < prov_sql_rows(claimed) && strcmp(prov_sql_text(claimed, at, 0), address) != 0)
			at++;
		if (at < prov_sql_rows(claimed))
			prov_session_warn(call, "mail for %s goes to context %s, of which its domain is a "
					  "login mapping, and nobody can log in with it in context %s",
					  address, prov_sql_text(elsewhere, i, 1), cid);
	}
}
