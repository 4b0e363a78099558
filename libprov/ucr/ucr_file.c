/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ucr_file.c - one registry file: text to variables, damaged files, files UCS could not create
 *
 * The syntax is that of the Python reader of UCS 5: lines end in LF, CR or CRLF; a '#' before the
 * first ':' makes a comment; key and value are parted by the first ": "; the key is not trimmed,
 * the value is, of Unicode white space.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libprov/ucr/ucr_int.h"

#define MAX_FILE (64u << 20)

/* Python's str.isspace() beyond ASCII, as UTF-8. */
static const char *const spaces[] = {
	"\xC2\x85", "\xC2\xA0", "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82",
	"\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87",
	"\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xA8", "\xE2\x80\xA9",
	"\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"
};

static bool ascii_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1C && c <= 0x1F);
}

/* Bytes of the white space at the start of text, or at its end; 0: none. */
static size_t space_len(const char *text, size_t len, bool at_end)
{
	if (len == 0)
		return 0;
	if (ascii_space(at_end ? text[len - 1] : text[0]))
		return 1;
	for (size_t i = 0; i < COUNT(spaces); i++) {
		size_t n = strlen(spaces[i]);

		if (n <= len && memcmp(at_end ? text + len - n : text, spaces[i], n) == 0)
			return n;
	}
	return 0;
}

void prov_ucr_file_strip(const char **text, size_t *len)
{
	size_t n;

	while ((n = space_len(*text, *len, false)) > 0) {
		*text += n;
		*len -= n;
	}
	while ((n = space_len(*text, *len, true)) > 0)
		*len -= n;
}

static void add_var(struct prov_ucr *ucr, const struct prov_ucr_var *var)
{
	if (ucr->count == ucr->cap) {
		ucr->cap = ucr->cap ? ucr->cap * 2 : 256;
		ucr->vars = prov_realloc(ucr->vars, ucr->cap * sizeof(*ucr->vars));
	}
	ucr->vars[ucr->count++] = *var;
}

/* A key with a NUL byte cannot be asked for by anybody: its line is dropped. */
static void parse_line(struct prov_ucr *ucr, enum prov_ucr_layer layer, const char *line,
		       size_t len)
{
	const char *colon = memchr(line, ':', len);
	const char *sep = memmem(line, len, ": ", 2);
	const char *value = sep ? sep + 2 : NULL;
	size_t key_len = sep ? (size_t)(sep - line) : 0;
	size_t value_len = sep ? len - key_len - 2 : 0;
	struct prov_ucr_var var;

	if (!sep || memchr(line, '#', (size_t)(colon - line)) || memchr(line, '\0', key_len))
		return;
	prov_ucr_file_strip(&value, &value_len);
	var.key = prov_pool_strndup(ucr->pool, line, key_len);
	var.value = prov_pool_strndup(ucr->pool, value, value_len);
	var.value_len = value_len;
	var.layer = layer;
	add_var(ucr, &var);
}

/* The line at *text without its end; *text moves behind it. */
static size_t next_line(const char **text, const char *end)
{
	const char *p = *text;
	size_t len;

	while (p < end && *p != '\n' && *p != '\r')
		p++;
	len = (size_t)(p - *text);
	if (p < end && *p++ == '\r' && p < end && *p == '\n')
		p++;
	*text = p;
	return len;
}

int prov_ucr_file_parse(struct prov_ucr *ucr, enum prov_ucr_layer layer, const char *path,
			const char *text, size_t len, struct prov_err *err)
{
	const char *end = text + len;

	if (!prov_utf8_is_valid(text, len))
		return prov_fail(err, PROV_E_CONFIG, "'%s' is not valid UTF-8", path);
	while (text < end) {
		const char *line = text;

		parse_line(ucr, layer, line, next_line(&text, end));
	}
	return 0;
}

static bool has_two_lines(const struct prov_str *text)
{
	const char *p = text->p;

	next_line(&p, text->p + text->len);
	return p < text->p + text->len;
}

enum state { GOOD, DAMAGED, FROZEN, UNREADABLE };

static bool is_frozen(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 &&
	       (st.st_mtim.tv_sec < 0 || (st.st_mtim.tv_sec == 0 && st.st_mtim.tv_nsec == 0));
}

/* Reads a file. FROZEN: its time stamp is zero, UCS takes it for unchanged and never loads it.
 * UNREADABLE: something is there that cannot be read, *why says why. */
static int read_file(const char *path, struct prov_str *text, enum state *state,
		     struct prov_err *why, struct prov_err *err)
{
	struct prov_err unreadable = PROV_ERR_INIT;

	*state = DAMAGED;
	if (prov_file_look(path) == 0)
		return 0;
	*state = FROZEN;
	if (is_frozen(path))
		return 0;
	/* On UCS a mark of UTF-8 is part of the first key: both have to find the same. */
	if (prov_file_read_bytes(path, MAX_FILE, text, &unreadable) < 0) {
		*state = UNREADABLE;
		prov_fail(why, PROV_E_CONFIG, "\"%s\" is there but unreadable: %s", path,
			  unreadable.msg);
		if (!unreadable.native)
			*err = unreadable;
		return unreadable.native ? 0 : -1;
	}
	*state = DAMAGED;
	if (!prov_utf8_is_valid(text->p, text->len))
		return prov_fail(err, PROV_E_CONFIG, "'%s' is not valid UTF-8", path);
	if (has_two_lines(text))
		*state = GOOD;
	return 0;
}

/* Files made by hand look right and yet have nothing for UCS; NULL: this one has. */
static const char *oddity(enum state state, const struct prov_str *text)
{
	if (state == FROZEN)
		return "is left out: its time is 1970-01-01 00:00, touch it";
	if (state == DAMAGED && text->len)
		return "is left out: one line alone is a damaged file for UCS, add a comment";
	if (state == GOOD && prov_file_mark(text->p, text->len))
		return "begins with a mark of UTF-8 (BOM), which is part of the first key for UCS: remove it";
	return NULL;
}

int prov_ucr_file_load(struct prov_ucr *ucr, enum prov_ucr_layer layer, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;
	struct prov_err why = PROV_ERR_INIT;
	const char *path = ucr->path[layer], *odd;
	enum state state;

	if (read_file(path, &text, &state, &why, err) < 0)
		return -1;
	odd = oddity(state, &text);
	if (odd)
		ucr->note[layer] = prov_pool_printf(ucr->pool, "\"%s\" %s", path, odd);
	if (state == DAMAGED || state == UNREADABLE) {
		prov_str_clear(&text);
		path = prov_pool_printf(ucr->pool, "%s.bak", path);
		if (read_file(path, &text, &state, &why, err) < 0)
			return -1;
	}
	if (why.code != PROV_OK)
		ucr->unreadable[layer] = prov_pool_strdup(ucr->pool, why.msg);
	if (state != GOOD)
		return 0;
	if (path != ucr->path[layer])
		ucr->note[layer] = NULL;
	return prov_ucr_file_parse(ucr, layer, path, text.p, text.len, err);
}

/* The folder a new file at path would be made in. Caller frees. */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return prov_strdup(".");
	return slash == path ? prov_strdup("/") : prov_strndup(path, (size_t)(slash - path));
}

static int fail_create(const char *path, struct prov_err *err)
{
	return prov_fail_errno(err, PROV_E_IO, "could not create file '%s'", path);
}

/* A pipe at a place of its own, whose writer may never come; not one that was handed over by the shell. */
static bool is_pipe(const char *path, const struct stat *st)
{
	return S_ISFIFO(st->st_mode) && strncmp(path, "/dev/", 5) != 0 && strncmp(path, "/proc/", 6) != 0;
}

int prov_ucr_file_check(const char *path, struct prov_err *err)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return errno == ENOENT ? 0 : fail_create(path, err);
	if (is_pipe(path, &st))
		return prov_fail(err, PROV_E_CONFIG, "'%s' is a pipe, not a file", path);
	if (!S_ISDIR(st.st_mode))
		return 1;
	errno = EISDIR;
	return fail_create(path, err);
}

int prov_ucr_file_check_new(const char *path, bool foreign, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *folder = folder_of(path);

	if (faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) == 0 || (errno == EROFS && foreign))
		return 0;
	return fail_create(path, err);
}
