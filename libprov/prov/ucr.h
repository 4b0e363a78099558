/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/ucr.h - the registry files of Univention Corporate Server, read only
 *
 * Layers, first hit wins: the file that UNIVENTION_BASECONF names (then the others are not read),
 * else below ROOT/etc/univention: base-forced.conf, base-schedule.conf, base-ldap.conf, base.conf,
 * base-defaults.conf. Values of the last one may refer to other variables (@%@name@%@) and come
 * out expanded. Nothing is ever written: a missing or unreadable file is an empty layer, a damaged
 * one (less than two lines) is replaced by its .bak file in memory.
 *
 *	if (prov_ucr_open("/", &ucr, &err) < 0)
 *		...
 *	base = prov_ucr_get(ucr, "ldap/base");		NULL: not set
 */
#ifndef PROV_UCR_H
#define PROV_UCR_H

#include <prov/err.h>
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum prov_ucr_layer {
	PROV_UCR_CUSTOM,
	PROV_UCR_FORCED,
	PROV_UCR_SCHEDULE,
	PROV_UCR_LDAP,
	PROV_UCR_NORMAL,
	PROV_UCR_DEFAULT,
	PROV_UCR_LAYER_COUNT
};

struct prov_ucr;

struct prov_ucr_var {
	const char *key;
	const char *value;		/* ends in NUL; may have NUL bytes inside, see value_len */
	size_t value_len;
	enum prov_ucr_layer layer;
};

/* Reads all layers. root is "/" or the top of another system's files. *ucr is for prov_ucr_free().
 * Fails with CONFIG: a file is not UTF-8, or too large to be a registry file. */
PROV_API PROV_MUST_CHECK int prov_ucr_open(const char *root, struct prov_ucr **ucr,
	struct prov_err *err);
PROV_API void prov_ucr_free(struct prov_ucr *ucr);		/* NULL is fine */
PROV_API void prov_ucr_freep(struct prov_ucr **ucr);

/* Borrowed, valid until the registry is freed; NULL if the variable is not set. */
PROV_API const char *prov_ucr_get(const struct prov_ucr *ucr, const char *key);
/* The variable with its layer; NULL if it is not set. */
PROV_API const struct prov_ucr_var *prov_ucr_find(const struct prov_ucr *ucr, const char *key);
/* The file of a layer, "" if it is not in use. Borrowed. */
PROV_API const char *prov_ucr_path(const struct prov_ucr *ucr, enum prov_ucr_layer layer);
/* "forced", "normal", ... */
PROV_API const char *prov_ucr_layer_name(enum prov_ucr_layer layer);
/* All variables, sorted by key in byte order; NULL after the last. */
PROV_API const struct prov_ucr_var *prov_ucr_at(const struct prov_ucr *ucr, size_t index);

/* Is there anything to read: UNIVENTION_BASECONF is set, or one of the files exists? */
PROV_API bool prov_ucr_is_present(const char *root);
/* Fails with IO for a folder in the place of a file, or a custom file that is missing and could not be
 * created; with CONFIG for a pipe, and where there is no file at all and none could be created: this is no
 * UCS host. A file system that is mounted read-only does not count for another system's root. */
PROV_API PROV_MUST_CHECK int prov_ucr_check(const char *root, struct prov_err *err);

#ifdef __cplusplus
}
#endif

#endif
