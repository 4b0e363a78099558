/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bin/cli_licence.h - what the program licence was told, and its actions
 */
#ifndef CLI_LICENCE_H
#define CLI_LICENCE_H

#include "bin/cli.h"

struct cli_licence {
	char *base, *key, *end_date, *users;
	int ldif, no_users;
	const char *file;		/* NULL: none was given */
	bool verify;			/* not only show */
	int status;			/* set by show: 64 and the bits of a licence that is not valid */
};

int cli_licence_request(struct prov_session *s, const struct cli_licence *opt,
	struct prov_err *err);
int cli_licence_show(struct prov_session *s, struct cli_licence *opt, struct prov_err *err);
int cli_licence_sign(const struct cli_licence *opt, struct prov_err *err);

#endif
