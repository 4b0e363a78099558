/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_report_send.c - a report to the vendor: stored, sent by bin/send/report-send.c, and the answer kept
 */
#include <jansson.h>

#include <prov/keys.h>

#include "bin/cli_child.h"
#include "bin/cli_report.h"

#define SENDER PROV_LIBEXEC_FROM_BIN "/report-send"

/* As the Open-Xchange client has it: the keys, one after the other, and all of it as JSON. */
static json_t *fields(const struct prov_report *report)
{
	const struct prov_report_block *keys = &report->blocks[PROV_REPORT_KEYS];
	PROV_CLEANUP(prov_str_fini) struct prov_str list = PROV_STR_INIT;

	for (size_t i = 0; i < keys->row_count; i++)
		prov_str_addf(&list, "%s%s", i ? "," : "", keys->rows[i][1]);
	return json_pack("{ss ss}", "license_keys", list.p, "client_information", report->json);
}

/* Everything that the sender has to know, by its standard input: the password of the proxy is in no list of
 * processes. */
static int make_order(struct cli_call *cli, const struct prov_config *config,
		      const struct prov_report *report, char **order, struct prov_err *err)
{
	char *login = NULL;
	json_t *object;

	if (config->report_proxy_login_file[0] &&
	    cli_secret_file(cli, config->report_proxy_login_file, &login, err) < 0)
		return -1;
	object = json_pack("{ss so ss ss ss* si si si}", "url", config->report_url, "fields", fields(report),
		"proxy", config->report_proxy, "ca_file", config->report_ca_file, "proxy_login", login,
		"timeout", config->report_timeout, "connect_timeout", config->report_connect_timeout,
		"tries", config->report_tries);
	*order = object ? json_dumps(object, JSON_COMPACT) : NULL;
	json_decref(object);
	return *order ? 0 : prov_fail(err, PROV_E_INVALID, "the report or a setting of report is not UTF-8");
}

/* With all its tries and the waits between them. */
static int time_for(const struct prov_config *config)
{
	return config->report_tries * config->report_timeout + (1 << config->report_tries) + 10;
}

static int run_sender(const struct prov_config *config, const char *order, json_t **said,
		      struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *path = cli_place(SENDER);
	const char *const argv[] = { path, NULL };
	struct cli_child child = { .argv = argv, .input = order, .input_len = strlen(order),
				   .seconds = time_for(config), .max = 1u << 20, .out = PROV_STR_INIT,
				   .errors = PROV_STR_INIT };
	int rc = cli_child(&child, err);

	*said = rc == 0 ? json_loads(child.out.p, 0, NULL) : NULL;
	if (rc >= 0 && !*said)
		rc = prov_fail(err, PROV_E_INTERNAL, "%s ended with %d and no answer", path, rc);
	prov_str_fini(&child.out);
	prov_str_fini(&child.errors);
	return rc < 0 ? -1 : 0;
}

/* -1: it was not taken. */
static int judge(const struct prov_config *config, const struct prov_report_answer *answer,
		 struct prov_err *err)
{
	const bool busy = answer->status >= 500 || answer->status == 429;

	if (answer->taken)
		return 0;
	if (!answer->status)
		prov_fail(err, PROV_E_UNAVAILABLE, "the report was not sent to %s: %s", config->report_url,
			  answer->text);
	else
		prov_fail(err, busy ? PROV_E_UNAVAILABLE : PROV_E_INVALID, "%s did not take "
			  "the report: status %d", config->report_url, answer->status);
	if (answer->status && *answer->text)
		prov_err_detail(err, "it said: %s", answer->text);
	return prov_err_hint(err, "report -f saves it as a file");
}

/* "HOST said: LINE", as the Open-Xchange client has it. */
static int print_answer(struct cli_call *cli, const struct prov_config *config,
			const struct prov_report_answer *answer, struct prov_err *err)
{
	const char *host = strstr(config->report_url, "://") + strlen("://");
	const int len = (int)strcspn(host, "/:?#");
	PROV_CLEANUP(prov_freep) char *text = prov_strdup(answer->text);
	char *save = NULL;

	if (cli->opt.json)
		return 0;
	for (char *line = strtok_r(text, "\r\n", &save); line; line = strtok_r(NULL, "\r\n", &save)) {
		PROV_CLEANUP(prov_str_fini) struct prov_str plain = PROV_STR_INIT;

		prov_plain_add(&plain, line);
		if (cli_print(err, "%.*s said: %s", len, host, plain.p) < 0)
			return -1;
	}
	return 0;
}

static int no_url(struct prov_err *err)
{
	prov_fail(err, PROV_E_CONFIG, "nothing was sent: report.url is not set");
	return prov_err_hint(err, "the vendor says which one it is; report -f saves the report as a file");
}

int cli_report_send(struct cli_call *cli, const struct prov_report *report, struct prov_err *err)
{
	const struct prov_config *config = prov_session_config(cli->call.session);
	PROV_CLEANUP(prov_secret_freep) char *order = NULL;
	struct prov_report_answer answer = { 0 };
	struct prov_err why = PROV_ERR_INIT;
	json_t *said = NULL;
	int rc;

	if (!config->report_url[0])
		return no_url(err);
	if (make_order(cli, config, report, &order, err) < 0 ||
	    prov_report_store(&cli->call, report, err) < 0)
		return -1;
	rc = run_sender(config, order, &said, &why);
	answer.status = (int)json_integer_value(json_object_get(said, "status"));
	answer.taken = answer.status >= 200 && answer.status < 300;
	answer.text = json_string_value(json_object_get(said, answer.status ? "answer" : "error"));
	if (!answer.text)
		answer.text = rc < 0 ? why.msg : "";
	rc = prov_report_answered(&cli->call, report, &answer, err);
	if (rc == 0)
		rc = judge(config, &answer, err);
	if (rc == 0)
		rc = print_answer(cli, config, &answer, err);
	json_decref(said);
	return rc;
}
