/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli_support_file.c - requests in their folder: the ticket, its attachment, and what became of it
 *
 * ID.txt is the ticket, ID-attachment.txt what goes with it, ID.json when it was made, sent and
 * closed. No name of a file has more than a time and something random in it.
 */
#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "bin/cli_list.h"
#include "bin/cli_support.h"

#define KEPT_DAYS 90		/* for attachments, after a request was closed */
#define DAY (24 * 60 * 60)

static char *folder_of(struct cli_call *cli)
{
	const struct prov_config *config = prov_session_config(cli->call.session);
	const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");

	if (config->support_folder[0])
		return prov_strdup(config->support_folder);
	if (geteuid() == 0 || (!home && !data))
		return prov_strdup(PROV_STATEDIR "/prov-support");
	return data && *data ? prov_asprintf("%s/prov-support", data) :
		prov_asprintf("%s/.local/share/prov-support", home);
}

static char *path_of(struct cli_call *cli, const char *id, const char *end)
{
	PROV_CLEANUP(prov_freep) char *folder = folder_of(cli);

	return prov_asprintf("%s/%s%s", folder, id, end);
}

static void now_as_text(char *buf, size_t size)
{
	const time_t now = time(NULL);
	struct tm tm = { 0 };

	gmtime_r(&now, &tm);
	strftime(buf, size, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

/* ---- what became of it ---- */

static int write_state(struct cli_call *cli, const char *id, json_t *state, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *path = path_of(cli, id, ".json");
	PROV_CLEANUP(prov_freep) char *text = json_dumps(state, JSON_ENSURE_ASCII);
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;

	prov_str_addf(&s, "%s\n", text ? text : "{}");
	return prov_file_replace(path, 0600, PROV_FILE_DURABLE, &s, err);
}

static json_t *read_state(struct cli_call *cli, const char *id)
{
	PROV_CLEANUP(prov_freep) char *path = path_of(cli, id, ".json");

	return json_load_file(path, 0, NULL);
}

/* Notes the time of something. */
static int note(struct cli_call *cli, const char *id, const char *what, struct prov_err *err)
{
	json_t *state = strchr(id, '/') ? NULL : read_state(cli, id);
	char now[32];
	int rc;

	if (!state)
		return prov_fail(err, PROV_E_NO_RECORD, "there is no support request \"%s\"", id);
	now_as_text(now, sizeof(now));
	json_object_set_new(state, what, json_string(now));
	rc = write_state(cli, id, state, err);
	json_decref(state);
	return rc;
}

int cli_support_file_sent(struct cli_call *cli, const struct cli_support_request *r, struct prov_err *err)
{
	return note(cli, r->id, "sent", err);
}

int cli_support_file_close(struct cli_call *cli, const char *id, struct prov_err *err)
{
	if (note(cli, id, "closed", err) < 0)
		return -1;
	return cli->opt.json ? cli_print_object(cli, err, "request", id, NULL) :
		cli_print(err, "support request %s closed", id);
}

/* ---- files ---- */

static void name_it(struct cli_support_request *r)
{
	const time_t now = time(NULL);
	struct tm tm = { 0 };
	char random[37];

	gmtime_r(&now, &tm);
	strftime(r->id, sizeof(r->id), "%Y%m%d-%H%M%S-", &tm);
	snprintf(r->id + strlen(r->id), 5, "%s", prov_uuid(random));
}

static int write_text(const char *path, const char *text, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str s = PROV_STR_INIT;

	prov_str_add(&s, text);
	return prov_file_replace(path, 0600, PROV_FILE_DURABLE, &s, err);
}

static int write_all(struct cli_call *cli, struct cli_support_request *r, struct prov_err *err)
{
	char now[32];
	json_t *state;
	int rc;

	now_as_text(now, sizeof(now));
	state = json_pack("{ss ss ss ss}", "request", r->id, "created", now, "severity",
			  r->fields[CLI_SUPPORT_SEVERITY], "category", r->fields[CLI_SUPPORT_CATEGORY]);
	rc = write_text(r->body_path, r->body, err);
	if (rc == 0 && r->attachment)
		rc = write_text(r->attachment_path, r->attachment, err);
	if (rc == 0)
		rc = write_state(cli, r->id, state, err);
	json_decref(state);
	return rc;
}

int cli_support_file_write(struct cli_call *cli, struct cli_support_request *r, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *folder = folder_of(cli);

	name_it(r);
	r->body_path = path_of(cli, r->id, ".txt");
	if (r->attachment)
		r->attachment_path = path_of(cli, r->id, "-attachment.txt");
	if (prov_file_mkdirs(folder, 0700, err) < 0 || write_all(cli, r, err) < 0)
		return -1;
	if (cli->opt.json)
		return cli_print_object(cli, err, "request", r->id, "file", r->body_path, "attachment",
					r->attachment_path, NULL);
	return r->attachment ? cli_print(err, "%s\n%s", r->body_path, r->attachment_path) :
		cli_print(err, "%s", r->body_path);
}

/* ---- all of them ---- */

static int is_state(const struct dirent *e)
{
	const size_t len = strlen(e->d_name);

	return len > strlen(".json") && strcmp(e->d_name + len - strlen(".json"), ".json") == 0;
}

typedef int request_fn(struct cli_call *cli, const char *id, json_t *state, void *data, struct prov_err *err);

/* Calls fn for each, the oldest first. */
static int each(struct cli_call *cli, request_fn *fn, void *data, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *folder = folder_of(cli);
	struct dirent **names = NULL;
	const int count = scandir(folder, &names, is_state, alphasort);
	int rc = 0;

	if (count < 0 && errno != ENOENT)
		return prov_fail_errno(err, PROV_E_IO, "cannot read \"%s\"", folder);
	for (int i = 0; i < count; i++) {
		PROV_CLEANUP(prov_freep) char *id = prov_strndup(names[i]->d_name,
			strlen(names[i]->d_name) - strlen(".json"));
		json_t *state = read_state(cli, id);

		if (state && rc == 0)
			rc = fn(cli, id, state, data, err);
		json_decref(state);
		free(names[i]);
	}
	free(names);
	return rc;
}

static const char *text_of(const json_t *state, const char *name)
{
	return json_string_value(json_object_get(state, name));
}

static const struct prov_column columns[] = {
	{ "request", NULL, "request", PROV_CELL_TEXT }, { "severity", NULL, "severity", PROV_CELL_TEXT },
	{ "category", NULL, "category", PROV_CELL_TEXT }, { "created", NULL, "created", PROV_CELL_TEXT },
	{ "sent", NULL, "sent", PROV_CELL_TEXT }, { "closed", NULL, "closed", PROV_CELL_TEXT },
};

static int list_one(struct cli_call *cli, const char *id, json_t *state, void *data, struct prov_err *err)
{
	const char *cells[COUNT(columns)] = { id };

	(void)cli;
	(void)err;
	for (size_t i = 1; i < COUNT(columns); i++)
		cells[i] = text_of(state, columns[i].key);
	cli_list_row(data, cells);
	return 0;
}

int cli_support_file_list(struct cli_call *cli, struct prov_err *err)
{
	struct cli_list list;

	if (cli_list_begin(cli, &list, columns, COUNT(columns), err) < 0)
		return -1;
	return cli_list_end(&list, each(cli, list_one, &list, err), err);
}

static int clean_one(struct cli_call *cli, const char *id, json_t *state, void *data, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *path = path_of(cli, id, "-attachment.txt");
	const char *closed = text_of(state, "closed");
	long long *removed = data;
	struct tm tm = { 0 };

	if (!closed || !strptime(closed, "%Y-%m-%dT%H:%M:%SZ", &tm) ||
	    time(NULL) - timegm(&tm) < (time_t)KEPT_DAYS * DAY)
		return 0;
	if (unlink(path) == 0)
		++*removed;
	else if (errno != ENOENT)
		return prov_fail_errno(err, PROV_E_IO, "cannot remove \"%s\"", path);
	return 0;
}

int cli_support_file_clean(struct cli_call *cli, struct prov_err *err)
{
	long long removed = 0;

	if (each(cli, clean_one, &removed, err) < 0)
		return -1;
	if (cli->opt.json)
		return cli_print_numbers(cli, err, "removed", removed, NULL);
	return removed ? cli_print(err, "%lld attachments removed", removed) : 0;
}
