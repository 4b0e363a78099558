/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_support_attach.c - what support needs to see: what the programs themselves say, the settings,
 * and the logs
 *
 * One that fails has its place all the same: that it fails is worth knowing. Secrets are taken out
 * here, names later (prov/mask.h), since they may be wanted.
 */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include <prov/mask.h>

#include "bin/cli_child.h"
#include "bin/cli_support.h"

#define SECONDS 60
#define MOST (256u << 10)	/* bytes of one section */

/* Programs of ours, by their words behind prov; the first ones name nobody. Of the change log no values:
 * those are people's. */
#define NAMELESS 2
static const char *const reports[][8] = {
	{ "prov", "--version" }, { "provdb", "status" }, { "prov", "status" }, { "provdb", "check" },
	{ "ldapsync", "--status" }, { "ldapsync", "--history" }, { "ldapsync", "--list", "rejected" },
	{ "log", "--last", "300", "--fields", "at,context,program,action,kind,id" },
};
static const char *const journal[] = { "/usr/bin/journalctl", "--no-pager", "-q", "-n", "500", "-u", "prov*",
				       NULL };

static void add_title(struct prov_str *s, const char *const *words)
{
	prov_str_add(s, "\n=====");
	for (; *words; words++)
		prov_str_addf(s, " %s", *words);
	prov_str_add(s, " =====\n");
}

static void add_output(struct prov_str *s, const char *const *argv)
{
	struct cli_child child = { .argv = argv, .input = "", .seconds = SECONDS, .max = MOST,
				   .out = PROV_STR_INIT, .errors = PROV_STR_INIT };
	struct prov_err err = PROV_ERR_INIT;
	const int status = cli_child(&child, &err);

	prov_str_add(s, child.out.p);
	prov_str_add(s, child.errors.p);
	if (status < 0)
		prov_str_addf(s, "(%s)\n", err.msg);
	else if (status > 0)
		prov_str_addf(s, "(exit status %d)\n", status);
	prov_str_fini(&child.out);
	prov_str_fini(&child.errors);
}

static void add_reports(struct prov_str *s, const char *self, bool nameless)
{
	for (size_t i = 0; i < (nameless ? NAMELESS : COUNT(reports)); i++) {
		const char *argv[COUNT(reports[0]) + 2] = { self };
		const bool ours = strcmp(reports[i][0], "prov") == 0;

		for (size_t n = ours; n < COUNT(reports[0]) && reports[i][n]; n++)
			argv[n + !ours] = reports[i][n];
		add_title(s, reports[i]);
		add_output(s, argv);
	}
	if (!nameless && access(journal[0], X_OK) == 0) {
		add_title(s, journal);
		add_output(s, journal);
	}
}

/* Settings that are not the default. Commands of deliverers have arguments that may be anything. */
static void add_settings(struct prov_str *s, const struct prov_config *config)
{
	struct prov_setting_info info;

	prov_str_add(s, "===== settings that are not the default =====\n");
	for (size_t i = 0; prov_config_setting(i, &info); i++) {
		PROV_CLEANUP(prov_freep) char *value = strchr(info.key, '*') ? NULL :
			prov_config_get(config, info.key);

		if (value && strcmp(value, info.def) != 0)
			prov_str_addf(s, "%s = %s\n", info.key, value);
	}
	for (size_t i = 0; i < config->source_count; i++) {
		const struct prov_source_config *source = &config->sources[i];

		prov_str_addf(s, "source %zu: profile %s, groups %s, purge %s, contexts %zu, mapping of %zu "
			      "fields\n", i + 1, source->profile ? source->profile : "auto",
			      source->groups ? "true" : "false", source->purge ? "true" : "false",
			      source->context_count,
			      source->user_count + source->group_count);
	}
	for (size_t i = 0; i < config->deliverer_count; i++)
		prov_str_addf(s, "deliverer %zu: %s\n", i + 1,
			      config->deliverers[i].command_count ? config->deliverers[i].command[0] : "-");
}

/* Its last part. */
static void add_log(struct prov_str *s, const char *path)
{
	const char *const title[] = { "the end of a log", NULL };
	FILE *f = fopen(path, "re");
	char buf[4096];
	struct stat st;
	size_t n;

	add_title(s, title);
	if (f && fstat(fileno(f), &st) == 0 && S_ISREG(st.st_mode) && st.st_size > MOST)
		fseek(f, -(long)MOST, SEEK_END);
	while (f && (n = fread(buf, 1, sizeof(buf), f)) > 0)
		prov_str_add_len(s, buf, n);
	if (!f)
		prov_str_addf(s, "(%s)\n", strerror(errno));
	else
		fclose(f);
}

char *cli_support_attach(struct cli_call *cli, const struct cli_support *opt, bool nameless)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;
	PROV_CLEANUP(prov_freep) char *self = cli_place("prov");

	add_settings(&s, prov_session_config(cli->call.session));
	if (self)
		add_reports(&s, self, nameless);
	if (opt->log && !nameless)
		add_log(&s, opt->log);
	for (size_t i = 0; i < s.len; i++)
		if (!s.p[i])
			s.p[i] = '?';
	return prov_mask_secrets(s.p);
}
