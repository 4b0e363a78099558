/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bin/cli_import.h - many objects from a CSV file, for the commands that create them
 */
#ifndef CLI_IMPORT_H
#define CLI_IMPORT_H

#include <prov/import.h>

#include "bin/cli.h"

extern const struct cli_option cli_import_options[];
#define CLI_IMPORT CLI_GROUP("Many at once:", cli_import_options)

/* Is a file to be imported? -1: options that belong to that without it. */
int cli_import_is_wanted(const struct cli_call *cli, struct prov_err *err);
/* Imports it, and prints what became of its lines. PARTIAL: lines were rejected, with --strict. */
int cli_import(struct cli_call *cli, enum prov_import_kind kind, struct prov_err *err);

#endif
