/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_support_body.c - the ticket: labels and order are those of the vendor's page, and the language
 * is English for every caller
 */
#include "bin/cli_support.h"

static const char *const labels[CLI_SUPPORT_FIELDS] = {
	[CLI_SUPPORT_KEY] = "Support Key", [CLI_SUPPORT_SERVER] = "Server",
	[CLI_SUPPORT_SERVER_VERSION] = "Server Version", [CLI_SUPPORT_PLATFORM] = "Platform",
	[CLI_SUPPORT_GUI_VERSION] = "GUI Version", [CLI_SUPPORT_CATEGORY] = "Category",
	[CLI_SUPPORT_SEVERITY] = "Severity", [CLI_SUPPORT_TRACK_ID] = "Track-ID",
	[CLI_SUPPORT_PRODUCT] = "Product", [CLI_SUPPORT_STEPS] = "Steps to Reproduce",
	[CLI_SUPPORT_CURRENT] = "Current Behaviour", [CLI_SUPPORT_EXPECTED] = "Expected Behaviour",
};

static const char *const severities[] = {
	"the system is down or data is at risk: nobody can work",
	"a main function does not work, and there is no way around it",
	"a function does not work as it should, and there is a way around it",
	"a question, a small fault or a wish",
};

static void add_lines(struct prov_str *s, const char *text)
{
	for (size_t len; *text; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		prov_str_addf(s, "  %.*s\n", (int)(len && text[len - 1] == '\r' ? len - 1 : len), text);
	}
}

char *cli_support_body(const struct cli_support_request *r)
{
	struct prov_str s = PROV_STR_INIT;

	for (size_t i = 0; i < CLI_SUPPORT_FIELDS; i++) {
		const char *value = r->fields[i] && r->fields[i][0] ? r->fields[i] : "-";

		if (i >= CLI_SUPPORT_STEPS) {
			prov_str_addf(&s, "\n%s:\n", labels[i]);
			add_lines(&s, value);
		} else if (i == CLI_SUPPORT_SEVERITY) {
			prov_str_addf(&s, "%s: %s (%s)\n", labels[i], value, severities[value[0] - '1']);
		} else {
			prov_str_addf(&s, "%s: %s\n", labels[i], value);
		}
	}
	prov_str_addf(&s, "\nSubject: %s\n", r->subject);
	return prov_str_take(&s);
}
