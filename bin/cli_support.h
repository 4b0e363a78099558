/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bin/cli_support.h - what the program supportrequest was told, and the parts of it
 */
#ifndef CLI_SUPPORT_H
#define CLI_SUPPORT_H

#include "bin/cli_words.h"

/* What a ticket says, in the order of the vendor's page. */
enum cli_support_field {
	CLI_SUPPORT_KEY, CLI_SUPPORT_SERVER, CLI_SUPPORT_SERVER_VERSION, CLI_SUPPORT_PLATFORM,
	CLI_SUPPORT_GUI_VERSION, CLI_SUPPORT_CATEGORY, CLI_SUPPORT_SEVERITY, CLI_SUPPORT_TRACK_ID,
	CLI_SUPPORT_PRODUCT, CLI_SUPPORT_STEPS, CLI_SUPPORT_CURRENT, CLI_SUPPORT_EXPECTED, CLI_SUPPORT_FIELDS
};

struct cli_support {
	const char *fields[CLI_SUPPORT_FIELDS], *subject;
	const char *to, *gpg_key, *log, *close;
	bool personal, bare, send, list, clean;
};

/* A request on its way into its files. */
struct cli_support_request {
	char id[32];			/* of the file names: the time, and something random */
	const char *subject, *fields[CLI_SUPPORT_FIELDS];
	char *body, *attachment;	/* attachment NULL: none is wanted */
	char *body_path, *attachment_path;
};

/* cli_support_ask.c: everything that is not said is filled in, or asked for on the terminal; then it is
 * checked. MISSING, VALUE. */
int cli_support_ask(struct cli_call *cli, const struct cli_support *opt, struct cli_support_request *request,
	struct prov_err *err);
/* cli_support_body.c: the ticket in English, as pages of vendors want it. */
char *cli_support_body(const struct cli_support_request *request);
/* cli_support_attach.c: configuration, status, checks, runs and logs, without secrets; caller frees.
 * nameless: only what has no names of people, since they cannot be told from other words. */
char *cli_support_attach(struct cli_call *cli, const struct cli_support *opt, bool nameless);
/* cli_support_mask.c: names and addresses go, of the attachment unless they are wanted; says so if any were
 * in the ticket. */
int cli_support_mask(struct cli_call *cli, const struct cli_support *opt,
	struct cli_support_request *request, struct prov_err *err);
/* cli_support_file.c */
/* Writes body and attachment, 0600. IO. */
int cli_support_file_write(struct cli_call *cli, struct cli_support_request *request, struct prov_err *err);
/* Notes that it was sent. */
int cli_support_file_sent(struct cli_call *cli, const struct cli_support_request *request,
	struct prov_err *err);
int cli_support_file_list(struct cli_call *cli, struct prov_err *err);
/* NO_RECORD: there is no such request. */
int cli_support_file_close(struct cli_call *cli, const char *id, struct prov_err *err);
/* Attachments of requests that were closed 90 days ago go. */
int cli_support_file_clean(struct cli_call *cli, struct prov_err *err);
/* cli_support_send.c */
/* May it be sent as it is wanted? Before anything is collected. MISSING, CONFIG. */
int cli_support_send_check(struct cli_call *cli, const struct cli_support *opt, struct prov_err *err);
int cli_support_send(struct cli_call *cli, const struct cli_support *opt,
	const struct cli_support_request *request, struct prov_err *err);

#endif
