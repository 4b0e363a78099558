/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/keys.h - the keys of contracts with a vendor: licence, maintenance, support
 *
 * They are in one file, keys.file of prov.conf(5), which belongs to us or to root, and which nobody but its
 * owner and its group may read: one key a line, # begins a comment.
 *
 *	support SUP-4711 end-date 31.12.2027 users 500
 *
 * The report and the support request name them; the signed licence of prov/licence.h is something else.
 */
#ifndef PROV_KEYS_H
#define PROV_KEYS_H

#include <prov/config.h>
#include <prov/rows.h>

#ifdef __cplusplus
extern "C" {
#endif

struct prov_key {
	const char *kind;		/* "licence", "maintenance", "support" */
	const char *key;
	const char *end_date;		/* DD.MM.YYYY or unlimited; NULL: not said */
	const char *users;		/* a number or unlimited; NULL: not said */
	bool ends;			/* there is a last day */
	long long days_left;		/* if it ends: 0 on that day, which counts; by UTC */
};

struct prov_keys {
	struct prov_key *list;
	size_t count;
	void *priv;			/* owns all text */
};

/* The file that has them, whether it is there or not; caller frees. */
PROV_API char *prov_keys_path(const struct prov_config *config);
/* All of them, in the order of the file; none where there is no file. CONFIG: it may not be read or is not as
 * it has to be. */
PROV_API PROV_MUST_CHECK int prov_keys_read(const struct prov_config *config, struct prov_keys **keys,
	struct prov_err *err);
PROV_API void prov_keys_free(struct prov_keys *keys);		/* NULL is fine */
PROV_API void prov_keys_freep(struct prov_keys **keys);
/* The first key of a kind that has not ended, else the first one; NULL: there is none. */
PROV_API const struct prov_key *prov_keys_find(const struct prov_keys *keys, const char *kind);

PROV_API size_t prov_keys_columns(struct prov_column *columns);
PROV_API PROV_MUST_CHECK int prov_keys_list(const struct prov_config *config, const struct prov_rows *rows,
	struct prov_err *err);
/* Days are not looked at. EXISTS: it is there already. VALUE: kind, key, date or number cannot be that. */
PROV_API PROV_MUST_CHECK int prov_keys_add(const struct prov_config *config, const struct prov_key *key,
	struct prov_err *err);
/* NO_RECORD: there is no such key. */
PROV_API PROV_MUST_CHECK int prov_keys_remove(const struct prov_config *config, const char *kind,
	const char *key, struct prov_err *err);

#ifdef __cplusplus
}
#endif

#endif
