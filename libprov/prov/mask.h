/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/mask.h - text that leaves the house: names of people, contexts and groups are numbers in it
 *
 * Which words of a text are names is asked of the database; a name has the same number wherever it
 * stands in texts of one mask. Addresses are replaced whatever they are, also those that the database
 * does not know.
 *
 *	if (prov_mask_make(call, text, &mask, &err) < 0) ...
 *	prov_mask_text(mask, text) ...
 */
#ifndef PROV_MASK_H
#define PROV_MASK_H

#include <prov/session.h>

#ifdef __cplusplus
extern "C" {
#endif

struct prov_mask;

/* For all words of text, which may be several texts one after the other. The master admin's; call NULL: no
 * name is known, only addresses are. UNAVAILABLE, DENIED. */
PROV_API PROV_MUST_CHECK int prov_mask_make(struct prov_call *call, const char *text, struct prov_mask **mask,
	struct prov_err *err);
/* A part of that text with "<name-3>" and "<address>" in place of names and addresses; caller frees. */
PROV_API char *prov_mask_text(const struct prov_mask *mask, const char *text);
PROV_API void prov_mask_free(struct prov_mask *mask);		/* NULL is fine */
PROV_API void prov_mask_freep(struct prov_mask **mask);
/* The same for what is always secret: hashes of passwords, and values behind password=, token: and the like.
 * Caller frees. */
PROV_API char *prov_mask_secrets(const char *text);

#ifdef __cplusplus
}
#endif

#endif
