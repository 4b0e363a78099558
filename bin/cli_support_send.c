/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_support_send.c - a ticket by mail, over the sendmail interface of this machine
 *
 * Mail is read on its way. So what has personal data in it is encrypted, and to a key that is named by
 * its whole fingerprint: shorter ids can be made by others.
 */
#include <openssl/evp.h>
#include <stdlib.h>

#include "bin/cli_child.h"
#include "bin/cli_support.h"

#define GPG "/usr/bin/gpg"
#define SECONDS 120
#define MOST (16u << 20)
#define FINGERPRINT 40
#define LINE 57			/* bytes of a line of base64 */

static const char *address(struct cli_call *cli, const struct cli_support *opt)
{
	return opt->to ? opt->to : prov_session_config(cli->call.session)->support_to;
}

static const char *fingerprint(struct cli_call *cli, const struct cli_support *opt)
{
	return opt->gpg_key ? opt->gpg_key : prov_session_config(cli->call.session)->support_gpg_key;
}

int cli_support_send_check(struct cli_call *cli, const struct cli_support *opt, struct prov_err *err)
{
	const char *to = address(cli, opt), *key = fingerprint(cli, opt);

	if (!*to) {
		prov_fail(err, PROV_E_MISSING, "there is no address to send it to");
		return prov_err_hint(err, "support.to in prov.conf, or --to");
	}
	if (!prov_mail_check(to, strlen(to), NULL))
		return prov_fail(err, PROV_E_VALUE, "\"%s\" is no address", to);
	if (*key && (strlen(key) != FINGERPRINT || strspn(key, "0123456789ABCDEFabcdef") != FINGERPRINT))
		return prov_fail(err, PROV_E_VALUE, "\"%s\" is no fingerprint of a gpg key: that has %d "
				 "digits", key, FINGERPRINT);
	if (!opt->personal || opt->bare || *key)
		return 0;
	prov_fail(err, PROV_E_MISSING, "personal data is sent encrypted only");
	return prov_err_hint(err, "support.gpg_key in prov.conf, or --gpg-key, with the fingerprint of "
			     "the key");
}

/* Runs it; what it wrote is in *out. */
static int feed(const char *const *argv, const char *input, struct prov_str *out, struct prov_err *err)
{
	struct cli_child child = { .argv = argv, .input = input, .input_len = strlen(input),
				   .seconds = SECONDS, .max = MOST, .out = PROV_STR_INIT,
				   .errors = PROV_STR_INIT };
	int status = cli_child(&child, err);

	if (status > 0) {
		prov_fail(err, PROV_E_IO, "%s ended with %d", argv[0], status);
		status = prov_err_detail(err, "it said: %s", child.errors.p);
	}
	if (status == 0)
		prov_str_add_len(out, child.out.p, child.out.len);
	prov_str_fini(&child.out);
	prov_str_fini(&child.errors);
	return status;
}

static int encrypt(const char *key, const char *text, struct prov_str *out, struct prov_err *err)
{
	const char *const argv[] = { GPG, "--batch", "--no-tty", "--trust-model", "always", "--armor",
				     "--encrypt", "--recipient", key, NULL };

	return feed(argv, text, out, err);
}

static void add_base64(struct prov_str *s, const char *text, size_t len)
{
	unsigned char line[LINE * 2];

	for (size_t at = 0; at < len; at += LINE) {
		const size_t n = len - at < LINE ? len - at : LINE;

		EVP_EncodeBlock(line, (const unsigned char *)text + at, (int)n);
		prov_str_addf(s, "%s\n", (const char *)line);
	}
}

static void add_part(struct prov_str *s, const char *boundary, const char *type, const char *name,
		     const char *text, size_t len)
{
	prov_str_addf(s, "--%s\nContent-Type: %s\nContent-Transfer-Encoding: base64\n", boundary, type);
	if (name)
		prov_str_addf(s, "Content-Disposition: attachment; filename=\"%s\"\n", name);
	prov_str_add_char(s, '\n');
	add_base64(s, text, len);
}

static void add_head(struct prov_str *s, const char *to, const struct cli_support_request *r,
		     const char *boundary)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str subject = PROV_STR_INIT;

	prov_str_addf(&subject, "[Severity %s] %s", r->fields[CLI_SUPPORT_SEVERITY], r->subject);
	prov_str_addf(s, "To: %s\nMIME-Version: 1.0\nSubject: ", to);
	if (prov_str_plain(subject.p, subject.len) == subject.len) {
		prov_str_add(s, subject.p);
	} else {
		/* In pieces of whole characters, as RFC 2047 wants them. */
		for (size_t at = 0, n; at < subject.len; at += n) {
			unsigned char word[64];

			n = subject.len - at < 39 ? subject.len - at : 39;
			while (at + n < subject.len && ((unsigned char)subject.p[at + n] & 0xc0) == 0x80)
				n--;
			EVP_EncodeBlock(word, (const unsigned char *)subject.p + at, (int)n);
			prov_str_addf(s, "%s=?UTF-8?B?%s?=", at ? "\n " : "", (const char *)word);
		}
	}
	prov_str_addf(s, "\nContent-Type: multipart/mixed; boundary=\"%s\"\n\n", boundary);
}

static int make_mail(struct cli_call *cli, const struct cli_support *opt, const struct cli_support_request *r,
		     struct prov_str *mail, struct prov_err *err)
{
	const char *key = fingerprint(cli, opt);
	PROV_CLEANUP(prov_str_fini) struct prov_str secret = PROV_STR_INIT;
	PROV_CLEANUP(prov_freep) char *name = prov_asprintf("%s-attachment.txt%s", r->id, *key ? ".asc" : "");
	char boundary[37];

	if (r->attachment && *key && encrypt(key, r->attachment, &secret, err) < 0)
		return -1;
	prov_uuid(boundary);
	add_head(mail, address(cli, opt), r, boundary);
	add_part(mail, boundary, "text/plain; charset=utf-8", NULL, r->body, strlen(r->body));
	if (r->attachment && *key)
		add_part(mail, boundary, "application/pgp-encrypted", name, secret.p, secret.len);
	else if (r->attachment)
		add_part(mail, boundary, "text/plain; charset=utf-8", name, r->attachment,
			 strlen(r->attachment));
	prov_str_addf(mail, "--%s--\n", boundary);
	return 0;
}

int cli_support_send(struct cli_call *cli, const struct cli_support *opt, const struct cli_support_request *r,
		     struct prov_err *err)
{
	const struct prov_config *config = prov_session_config(cli->call.session);
	const char *const argv[] = { config->support_sendmail, "-t", "-i", NULL };
	PROV_CLEANUP(prov_str_fini) struct prov_str mail = PROV_STR_INIT, said = PROV_STR_INIT;

	if (make_mail(cli, opt, r, &mail, err) < 0 || feed(argv, mail.p, &said, err) < 0)
		return prov_err_hint(err, "it is in %s", r->body_path);
	return cli_support_file_sent(cli, r, err);
}
