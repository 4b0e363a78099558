/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap/ucr_int.h - what the files of the UCS registry reader share
 */
#ifndef PROV_UCR_INT_H
#define PROV_UCR_INT_H

#include <prov/ucr.h>

#include "libprov/base/base.h"

/* The merged view while it is made: variables of all layers, then sorted and without doubles. */
struct prov_ucr {
	struct prov_pool *pool;
	char *path[PROV_UCR_LAYER_COUNT];	/* NULL: layer not in use */
	struct prov_ucr_var *vars;
	size_t count, cap;
};

/* ucr_file.c */
/* Adds the variables of one file's text. path is for messages. CONFIG: not UTF-8. */
int prov_ucr_file_parse(struct prov_ucr *ucr, enum prov_ucr_layer layer, const char *path,
	const char *text, size_t len, struct prov_err *err);
/* Adds the variables of a layer's file, or of its .bak file if the first is damaged. */
int prov_ucr_file_load(struct prov_ucr *ucr, enum prov_ucr_layer layer, struct prov_err *err);
/* Would UCS be able to work with this file? See prov_ucr_check(). */
int prov_ucr_file_check(const char *path, bool foreign, struct prov_err *err);
/* Leading and trailing Unicode white space off. */
void prov_ucr_file_strip(const char **text, size_t *len);

/* ucr_layers.c: paths of all layers into ucr->path, from root and the environment. */
void prov_ucr_layers_set(struct prov_ucr *ucr, const char *root);
/* Sorts, drops what a higher layer or a later line hides, expands defaults. */
void prov_ucr_layers_merge(struct prov_ucr *ucr);

/* ucr_defaults.c: expands references in the default layer; vars must be sorted and unique. */
void prov_ucr_defaults_expand(struct prov_ucr *ucr);

#endif
