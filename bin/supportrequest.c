/* SPDX-License-Identifier: Apache-2.0 */
/*
 * supportrequest - a ticket for the vendor's support, with what that needs to work on it
 */
#include "bin/cli_support.h"

#define OPTION(member, ...) CLI_OPTION(struct cli_support, member, __VA_ARGS__)
#define FIELD(id, ...) OPTION(fields[CLI_SUPPORT_##id], __VA_ARGS__)

static const struct cli_option ticket[] = {
	OPTION(subject, "subject", 0, "TEXT", "the problem in a line"),
	FIELD(SEVERITY, "severity", 0, "1-4", "1 nobody can work, 2 no way around it, "
	      "3 a way around it, 4 a question"),
	FIELD(CATEGORY, "category", 0, "WORD", "installation, update, configuration, provisioning, "
	      "synchronisation, performance or other"),
	FIELD(STEPS, "steps", 0, "TEXT|@FILE", "how to make it happen"),
	FIELD(CURRENT, "current", 0, "TEXT|@FILE", "what happens"),
	FIELD(EXPECTED, "expected", 0, "TEXT|@FILE", "what should happen"),
	FIELD(PRODUCT, "product", 0, "NAME", "the product that it is about"),
	FIELD(TRACK_ID, "track-id", 0, "ID", "of a ticket that there is already"),
	FIELD(KEY, "support-key", 0, "KEY", "in place of the one of licence keys"),
	FIELD(SERVER, "server", 0, "NAME", "in place of prov"),
	FIELD(SERVER_VERSION, "server-version", 0, "VERSION", "in place of this one"),
	FIELD(PLATFORM, "platform", 0, "NAME", "in place of this system"),
	FIELD(GUI_VERSION, "gui-version", 0, "VERSION", "of the groupware that people see"),
	CLI_OPTION_END
};
static const struct cli_option files[] = {
	OPTION(log, "log", 0, "FILE", "the end of this file belongs to it, too"),
	OPTION(bare, "no-attachment", 0, NULL, "the ticket alone"),
	OPTION(personal, "with-personal-data", 0, NULL, "names and addresses stay in the attachment"),
	OPTION(send, "send", 0, NULL, "send it by mail; otherwise it is a file to look at"),
	OPTION(to, "to", 0, "ADDRESS", "in place of support.to"),
	OPTION(gpg_key, "gpg-key", 0, "FINGERPRINT", "in place of support.gpg_key: encrypt the attachment"),
	OPTION(list, "list", 0, NULL, "the requests so far"),
	OPTION(close, "close", 0, "ID", "this one is solved"),
	OPTION(clean, "clean", 0, NULL, "remove attachments of requests that were closed 90 days ago"),
	CLI_OPTION_END
};

static void fini(struct cli_support_request *r)
{
	prov_freep(&r->body);
	prov_freep(&r->attachment);
	prov_freep(&r->body_path);
	prov_freep(&r->attachment_path);
}

static int make(struct cli_call *cli, const struct cli_support *opt, struct prov_err *err)
{
	PROV_CLEANUP(fini) struct cli_support_request r = { .subject = opt->subject };

	if ((opt->send && cli_support_send_check(cli, opt, err) < 0) ||
	    cli_support_ask(cli, opt, &r, err) < 0)
		return -1;
	r.body = cli_support_body(&r);
	r.attachment = opt->bare ? NULL : cli_support_attach(cli, opt, false);
	if (cli_support_mask(cli, opt, &r, err) < 0 || cli_support_file_write(cli, &r, err) < 0)
		return -1;
	return opt->send ? cli_support_send(cli, opt, &r, err) : 0;
}

static int run(struct cli_call *cli, struct prov_err *err)
{
	const struct cli_support *opt = cli->own;
	struct prov_call *call = cli_bulk_session(cli, err);

	if (!call || prov_auth_given(call, err) < 0)
		return -1;
	if (opt->list)
		return cli_support_file_list(cli, err);
	if (opt->close)
		return cli_support_file_close(cli, opt->close, err);
	return opt->clean ? cli_support_file_clean(cli, err) : make(cli, opt, err);
}

const struct cli_command cli_supportrequest = {
	.name = "supportrequest", .kind = "Licence", .form = CLI_PLAIN,
	.summary = "writes a ticket for the vendor's support",
	.note = "What is not said is asked for on a terminal. Write in English: fast answers are promised\n"
		"for that alone.",
	.groups = { CLI_GROUP("Ticket:", ticket), CLI_GROUP("Files:", files), CLI_OUTPUT,
		    CLI_AUTH },
	.own_size = sizeof(struct cli_support), .in_batch = CLI_NEVER, .run = run,
};
