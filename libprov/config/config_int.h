/* SPDX-License-Identifier: Apache-2.0 */
/*
 * config/config_int.h - what the files of the loader share; private to this folder
 *
 * Loading walks the file in its own order: every key has to be claimed by a row of the settings
 * table and to have its type. All problems of a file are collected, so that they can be mended in
 * one go: the first one is the message, the others are the detail.
 */
#ifndef PROV_CONFIG_INT_H
#define PROV_CONFIG_INT_H

#include <libconfig.h>

#include "libprov/base/base.h"
#include "libprov/config/settings.h"

/* struct prov_config.priv: strings from the file live in file, all else in pool */
struct prov_config_priv {
	config_t file;
	struct prov_pool *pool;
};

struct prov_config_loader {
	struct prov_config *config;
	struct prov_pool *pool;
	struct prov_err *err;
	size_t problems;
};

/* config_problem.c: notes a problem at the line of setting; hint may be NULL. */
void prov_config_problem(struct prov_config_loader *loader, const config_setting_t *setting,
	const char *hint, const char *fmt, ...) PROV_PRINTF(4, 5);

/* config_scan.c: refuses what libconfig would take and get wrong (fails with CONFIG). */
int prov_config_scan(const char *path, const struct prov_str *text, struct prov_err *err);

/* config_value.c: checks setting against row and stores it in its field of base; name is the key
 * for messages. */
void prov_config_value(struct prov_config_loader *loader, const config_setting_t *setting,
	const struct prov_setting *row, const char *name, void *base);

/* config_walk.c: all of the file. */
void prov_config_walk(struct prov_config_loader *loader, const config_setting_t *root);

#endif
