/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bin/cli_status.h - how prov status shows what prov_status_look() has found
 */
#ifndef CLI_STATUS_H
#define CLI_STATUS_H

#include <prov/status.h>

#include "bin/cli.h"

/* "PROV WARNING - source company: 3 entries are rejected | users=812": a line that a plugin of Nagios has,
 * and the page behind it. No other "|" is in it: what is behind one is numbers. */
void cli_status_page(struct prov_str *s, const struct cli_process *process, const struct prov_status *status);
void cli_status_json(struct prov_str *s, const struct cli_process *process, const struct prov_status *status);

#endif
