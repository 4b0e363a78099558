/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keys.c - the file with the keys of contracts: read, and one added or removed
 *
 * A change holds a lock on it, writes a new file and puts that in its place, with the owner and the mode that
 * the old one had: no reader sees half of it, and no change gets lost. Comments and other lines stay as they
 * are.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <prov/keys.h>

#include "libprov/licence/licence_int.h"

#define MAX_WORDS 7
#define MAX_KEY 200
#define BLANKS " \t\r"

static const char *const kinds[] = { "licence", "maintenance", "support" };

/* ---- what a key may be ---- */

static int check_kind(const char *kind, struct prov_err *err)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (strcmp(kinds[i], kind) == 0)
			return 0;
	prov_fail(err, PROV_E_VALUE, "there are no keys of kind \"%s\"", kind);
	return prov_err_hint(err, "the kinds are licence, maintenance and support");
}

static int check_key(const char *key, struct prov_err *err)
{
	const size_t len = strlen(key);

	if (len && len <= MAX_KEY && !strpbrk(key, BLANKS) && key[0] != '#' &&
	    prov_str_plain(key, len) == len)
		return 0;
	prov_fail(err, PROV_E_VALUE, "\"%s\" cannot be a key", key);
	return prov_err_hint(err, "a key is up to %d characters of printable ASCII without blanks", MAX_KEY);
}

static int check_rest(const struct prov_key *key, struct prov_err *err)
{
	long long users;
	long day;

	if (key->end_date && !prov_licence_day_parse(key->end_date, &day))
		return prov_fail(err, PROV_E_VALUE, "\"%s\" is no day: DD.MM.YYYY or unlimited",
				 key->end_date);
	if (key->users && !prov_licence_number_parse(key->users, &users))
		return prov_fail(err, PROV_E_VALUE, "\"%s\" users: a number or unlimited", key->users);
	return 0;
}

static int check(const struct prov_key *key, struct prov_err *err)
{
	if (check_kind(key->kind, err) < 0 || check_key(key->key, err) < 0)
		return -1;
	return check_rest(key, err);
}

/* ---- lines ---- */

/* Cuts a line into words; how many there are, of which no more than max are kept. */
static size_t split(char *line, const char **words, size_t max)
{
	char *save = NULL;
	size_t n = 0;

	for (char *word = strtok_r(line, BLANKS, &save); word; word = strtok_r(NULL, BLANKS, &save)) {
		if (n < max)
			words[n] = word;
		n++;
	}
	return n;
}

/* "end-date DATE users N" behind kind and key. */
static int parse_rest(const char *const *words, size_t count, struct prov_key *key, struct prov_err *err)
{
	for (size_t i = 2; i < count; i += 2) {
		const char **value = strcmp(words[i], "end-date") == 0 ? &key->end_date :
			strcmp(words[i], "users") == 0 ? &key->users : NULL;

		if (!value || *value || i + 1 == count)
			return prov_fail(err, PROV_E_CONFIG, "\"%s\": end-date DATE and users N may follow "
					 "a key", words[i]);
		*value = words[i + 1];
	}
	return 0;
}

/* A line that is neither empty nor a comment. */
static int parse(char *line, struct prov_key *key, struct prov_err *err)
{
	const char *words[MAX_WORDS];
	const size_t count = split(line, words, MAX_WORDS);

	*key = (struct prov_key){ 0 };
	if (count < 2 || count >= MAX_WORDS)
		return prov_fail(err, PROV_E_CONFIG, "a line is KIND KEY [end-date DATE] [users N]");
	key->kind = words[0];
	key->key = words[1];
	if (parse_rest(words, count, key, err) < 0)
		return -1;
	return check(key, err);
}

static bool is_empty(const char *line)
{
	line += strspn(line, BLANKS);
	return !*line || *line == '#';
}

static void count_days(struct prov_key *key)
{
	long day = 0;

	key->ends = key->end_date && strcmp(key->end_date, "unlimited") != 0;
	if (key->ends && prov_licence_day_parse(key->end_date, &day))
		key->days_left = prov_licence_verify_days(day, time(NULL));
}

/* ---- the file ---- */

char *prov_keys_path(const struct prov_config *config)
{
	const char *slash = config->path ? strrchr(config->path, '/') : NULL;

	if (config->keys_file[0])
		return prov_strdup(config->keys_file);
	if (!config->path)
		return prov_strdup(PROV_SYSCONFDIR "/prov/keys");
	return slash ? prov_asprintf("%.*s/keys", (int)(slash - config->path), config->path) :
		prov_strdup("keys");
}

static bool is_known(const struct prov_keys *keys, const char *kind, const char *key)
{
	for (size_t i = 0; i < keys->count; i++)
		if (strcmp(keys->list[i].kind, kind) == 0 && strcmp(keys->list[i].key, key) == 0)
			return true;
	return false;
}

static int add_line(struct prov_keys *keys, char *line, struct prov_err *err)
{
	struct prov_key key;

	if (is_empty(line))
		return 0;
	if (parse(line, &key, err) < 0)
		return -1;
	if (is_known(keys, key.kind, key.key))
		return prov_fail(err, PROV_E_CONFIG, "the key is there twice");
	count_days(&key);
	keys->list = prov_realloc(keys->list, (keys->count + 1) * sizeof(*keys->list));
	keys->list[keys->count++] = key;
	return 0;
}

/* Cuts text, which keys->priv has, into its lines. */
static int add_lines(struct prov_keys *keys, char *text, const char *path, struct prov_err *err)
{
	int number = 1;

	for (char *line = text, *next; line; line = next, number++) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		if (add_line(keys, line, err) == 0)
			continue;
		err->code = PROV_E_CONFIG;
		return prov_err_context(err, "%s:%d", path, number);
	}
	return 0;
}

int prov_keys_read(const struct prov_config *config, struct prov_keys **keys, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *path = prov_keys_path(config);
	PROV_CLEANUP(prov_secret_fini) struct prov_str text = PROV_STR_INIT;
	PROV_CLEANUP(prov_keys_freep) struct prov_keys *found = prov_alloc(sizeof(*found));

	if (prov_file_look(path) != 0) {
		if (prov_file_read_shared(path, &text, err) < 0)
			return -1;
		found->priv = prov_strdup(text.p);
		if (strlen(text.p) != text.len)
			return prov_fail(err, PROV_E_CONFIG, "\"%s\" holds a NUL byte", path);
		if (add_lines(found, found->priv, path, err) < 0)
			return -1;
	}
	*keys = found;
	found = NULL;
	return 0;
}

void prov_keys_free(struct prov_keys *keys)
{
	if (!keys)
		return;
	free(keys->list);
	free(keys->priv);
	free(keys);
}

void prov_keys_freep(struct prov_keys **keys)
{
	prov_keys_free(*keys);
}

const struct prov_key *prov_keys_find(const struct prov_keys *keys, const char *kind)
{
	const struct prov_key *ended = NULL;

	for (size_t i = 0; i < keys->count; i++) {
		const struct prov_key *key = &keys->list[i];

		if (strcmp(key->kind, kind) != 0)
			continue;
		if (!key->ends || key->days_left >= 0)
			return key;
		ended = ended ? ended : key;
	}
	return ended;
}

/* ---- lists ---- */

size_t prov_keys_columns(struct prov_column *columns)
{
	static const struct prov_column all[] = {
		{ "kind", NULL, "kind", PROV_CELL_TEXT }, { "key", NULL, "key", PROV_CELL_TEXT },
		{ "end_date", NULL, "end date", PROV_CELL_TEXT },
		{ "days_left", NULL, "days left", PROV_CELL_INT }, { "users", NULL, "users", PROV_CELL_INT },
		{ "expired", NULL, "expired", PROV_CELL_BOOL },
	};

	memcpy(columns, all, sizeof(all));
	return COUNT(all);
}

int prov_keys_list(const struct prov_config *config, const struct prov_rows *rows, struct prov_err *err)
{
	PROV_CLEANUP(prov_keys_freep) struct prov_keys *keys = NULL;

	if (prov_keys_read(config, &keys, err) < 0)
		return -1;
	for (size_t i = 0; i < keys->count; i++) {
		const struct prov_key *key = &keys->list[i];
		PROV_CLEANUP(prov_freep) char *days = key->ends ?
			prov_asprintf("%lld", key->days_left) : NULL;
		const char *cells[] = { key->kind, key->key, key->end_date, days, key->users,
					key->ends && key->days_left < 0 ? "true" : "false" };

		if (rows->row(rows->data, cells, err) != 0)
			return -1;
	}
	return 0;
}

/* A number, or the word unlimited; NULL: nothing. */
static json_t *number_or_word(const char *text)
{
	long long number;

	if (!text)
		return NULL;
	return prov_int_parse(text, 0, INT64_MAX, &number) ? json_integer((json_int_t)number) :
		json_string(text);
}

json_t *prov_keys_json(const struct prov_keys *keys)
{
	json_t *list = json_array();

	for (size_t i = 0; i < keys->count; i++) {
		const struct prov_key *key = &keys->list[i];

		json_array_append_new(list, json_pack("{ss ss ss* so*}", "kind", key->kind, "key", key->key,
						      "end_date", key->end_date, "users",
						      number_or_word(key->users)));
	}
	return list;
}

/* ---- changes ---- */

static void closep(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/* Makes the file if it is not there, and locks it; again if it was replaced meanwhile. */
static int lock(const char *path, int *fd, struct prov_err *err)
{
	struct stat open_one, there;

	for (;;) {
		*fd = open(path, O_RDONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600);
		if (*fd < 0 || flock(*fd, LOCK_EX) < 0 || fstat(*fd, &open_one) < 0)
			return prov_fail_errno(err, PROV_E_IO, "cannot write \"%s\"", path);
		if (stat(path, &there) == 0 && there.st_ino == open_one.st_ino &&
		    there.st_dev == open_one.st_dev)
			return 0;
		close(*fd);
	}
}

int prov_keys_add(const struct prov_config *config, const struct prov_key *key, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *path = prov_keys_path(config);
	PROV_CLEANUP(prov_keys_freep) struct prov_keys *keys = NULL;
	PROV_CLEANUP(prov_secret_fini) struct prov_str text = PROV_STR_INIT;
	PROV_CLEANUP(closep) int fd = -1;

	if (check(key, err) < 0 || lock(path, &fd, err) < 0 || prov_keys_read(config, &keys, err) < 0 ||
	    prov_file_read_shared(path, &text, err) < 0)
		return -1;
	if (is_known(keys, key->kind, key->key))
		return prov_fail(err, PROV_E_EXISTS, "that %s key is there already", key->kind);
	if (text.len && text.p[text.len - 1] != '\n')
		prov_str_add_char(&text, '\n');
	prov_str_addf(&text, "%s %s", key->kind, key->key);
	if (key->end_date)
		prov_str_addf(&text, " end-date %s", key->end_date);
	if (key->users)
		prov_str_addf(&text, " users %s", key->users);
	prov_str_add_char(&text, '\n');
	return prov_file_replace(path, 0600, PROV_FILE_DURABLE, &text, err);
}

/* Adds all lines of text but that of the key. */
static void without(char *text, const char *kind, const char *key, struct prov_str *out)
{
	for (char *line = text, *next; *line; line = next) {
		const size_t len = strcspn(line, "\n");
		PROV_CLEANUP(prov_freep) char *copy = prov_strndup(line, len);
		const char *words[2];

		next = line + len + (line[len] == '\n');
		if (!is_empty(copy) && split(copy, words, COUNT(words)) >= 2 && strcmp(words[0], kind) == 0 &&
		    strcmp(words[1], key) == 0)
			continue;
		prov_str_add_len(out, line, (size_t)(next - line));
	}
}

int prov_keys_remove(const struct prov_config *config, const char *kind, const char *key,
		     struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *path = prov_keys_path(config);
	PROV_CLEANUP(prov_keys_freep) struct prov_keys *keys = NULL;
	PROV_CLEANUP(prov_secret_fini) struct prov_str text = PROV_STR_INIT, left = PROV_STR_INIT;
	PROV_CLEANUP(closep) int fd = -1;

	if (check_kind(kind, err) < 0)
		return -1;
	if (prov_file_look(path) != 0 &&
	    (lock(path, &fd, err) < 0 || prov_keys_read(config, &keys, err) < 0 ||
	     prov_file_read_shared(path, &text, err) < 0))
		return -1;
	if (!keys || !is_known(keys, kind, key))
		return prov_fail(err, PROV_E_NO_RECORD, "there is no %s key \"%s\"", kind, key);
	without(text.p, kind, key, &left);
	return prov_file_replace(path, 0600, PROV_FILE_DURABLE, &left, err);
}
