/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bin/cli_licence.h - what the program licence was told, and its actions
 */
#ifndef CLI_LICENCE_H
#define CLI_LICENCE_H

#include "bin/cli.h"

/* What the seller may say, in the order of the table in cli_licence.c. */
enum {
	CLI_LICENCE_USERS, CLI_LICENCE_END_DATE, CLI_LICENCE_SERVERS, CLI_LICENCE_MANAGED_CLIENTS,
	CLI_LICENCE_CORPORATE_CLIENTS, CLI_LICENCE_VIRTUAL_USERS, CLI_LICENCE_VIRTUAL_CLIENTS,
	CLI_LICENCE_SUPPORT, CLI_LICENCE_PREMIUM_SUPPORT, CLI_LICENCE_PRODUCT, CLI_LICENCE_TYPE,
	CLI_LICENCE_OEM_PRODUCT, CLI_LICENCE_TERM_COUNT
};

struct cli_licence {
	const char *base, *key, *key_id, *contact, *terms[CLI_LICENCE_TERM_COUNT];
	bool ldif, no_users, yes;
	const char *file;		/* NULL: none was given */
	const char *const *words;	/* behind the action; NULL-terminated */
	bool verify;			/* not only show */
};

int cli_licence_request(struct cli_call *cli, const struct cli_licence *opt, struct prov_err *err);
/* Sets the status of the call: 64 and the bits of a licence that is not valid. */
int cli_licence_reset_clock(struct cli_call *cli, struct prov_err *err);
int cli_licence_show(struct cli_call *cli, const struct cli_licence *opt, struct prov_err *err);
/* cli_licence_keys.c: list, add KIND KEY, remove KIND KEY */
int cli_licence_keys(struct cli_call *cli, const struct cli_licence *opt, struct prov_err *err);
int cli_licence_sign(struct cli_call *cli, const struct cli_licence *opt, struct prov_err *err);

#endif
