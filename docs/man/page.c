/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page.c - makes a manual page of its source: what tables and other pages have is filled in
 *
 * Four kinds of lines in docs/man/NAME.8 are replaced:
 *
 *	.\" include: PART		docs/man/part/PART.mdoc, whose lines are treated alike
 *	.\" options: GROUP		an item for each option of the command's group with this title
 *	.\" plain options: GROUP	those of the group that have no help text, several in a line
 *	.\" required columns: KIND	those of an import file of users, ... that have to be there
 *	.\" other columns: KIND
 *
 * @DB_USER@ is the user of that name in config.mk.
 *
 * Where there is more to say than the help text does, the page has an item for the option (or for several),
 * written by hand: it is put where the table has the option, in the place of a made one.
 * Built for the machine that builds; `make` calls it for each page.
 */
#include "bin/cli_import.h"

enum { PART_DEPTH = 4, LINE = 78, PLAIN_IN_LINE = 4 };

#define INCLUDE ".\\\" include: "
#define OPTIONS ".\\\" options: "
#define PLAIN ".\\\" plain options: "
#define REQUIRED ".\\\" required columns: "
#define OTHER ".\\\" other columns: "
#define DB_USER "@DB_USER@"
#define SPDX ".\\\" SPDX"

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* ---- includes ---- */

/* A default that config.mk has is put in. */
static void add_line(struct prov_str *out, const char *line, size_t len)
{
	const char *mark = memmem(line, len, DB_USER, strlen(DB_USER));
	const char *rest = mark ? mark + strlen(DB_USER) : line;

	if (mark)
		prov_str_addf(out, "%.*s" PROV_DB_USER, (int)(mark - line), line);
	prov_str_add_len(out, rest, len - (size_t)(rest - line));
	prov_str_add_char(out, '\n');
}

static int expand(const char *folder, const char *path, int depth, struct prov_str *out, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;

	if (depth > PART_DEPTH)
		return prov_fail(err, PROV_E_INVALID, "%s: parts include each other", path);
	if (prov_file_read(path, 1 << 20, &text, err) < 0)
		return -1;
	for (const char *line = text.p; *line;) {
		size_t len = strcspn(line, "\n");

		if (begins(line, INCLUDE)) {
			size_t skip = strlen(INCLUDE);
			PROV_CLEANUP(prov_str_fini) struct prov_str part = PROV_STR_INIT;

			prov_str_addf(&part, "%s/part/%.*s.mdoc", folder, (int)(len - skip), line + skip);
			if (expand(folder, part.p, depth + 1, out, err) < 0)
				return -1;
		} else if (depth == 0 || !begins(line, SPDX)) {
			add_line(out, line, len);
		}
		line += len + (line[len] == '\n');
	}
	return 0;
}

/* ---- items written by hand ---- */

struct page {
	const struct cli_command *command;
	const char *text;
	struct {
		const char *item;	/* stands where the table has its option */
		bool done;
	} moved[128];
	size_t count;
};

/* The line behind this one. */
static const char *next_line(const char *line)
{
	line += strcspn(line, "\n");
	return line + (*line == '\n');
}

static bool names(const char *item, const char *option)
{
	const char *end = next_line(item);
	size_t len = strlen(option);

	for (const char *at = item; (at = strstr(at, "Fl -")) && at < end;) {
		at += strlen("Fl -");
		if (strncmp(at, option, len) == 0 && strchr(" \n", at[len]))
			return true;
	}
	return false;
}

/* The item that the page has for an option; NULL: none. */
static const char *item_of(const struct page *page, const char *option)
{
	for (const char *line = page->text; *line; line = next_line(line))
		if (begins(line, ".It ") && names(line, option))
			return line;
	return NULL;
}

static const char *item_end(const char *item)
{
	do
		item = next_line(item);
	while (*item && !begins(item, ".It ") && !begins(item, ".El") && !begins(item, ".Sh") &&
	       !begins(item, ".Ss") && !begins(item, OPTIONS) && !begins(item, PLAIN));
	return item;
}

/* How many are kept before this one; count: it is none of them. */
static size_t moved_at(const struct page *page, const char *item)
{
	size_t i = 0;

	while (i < page->count && page->moved[i].item != item)
		i++;
	return i;
}

static int note_moved(struct page *page, const char *item, struct prov_err *err)
{
	if (!item || moved_at(page, item) < page->count)
		return 0;
	if (page->count == COUNT(page->moved))
		return prov_fail(err, PROV_E_INVALID, "more than %zu items", COUNT(page->moved));
	page->moved[page->count++].item = item;
	return 0;
}

/* Once only: it may be about several options. */
static void add_moved(struct page *page, struct prov_str *out, const char *item)
{
	size_t i = moved_at(page, item);

	if (!page->moved[i].done)
		prov_str_add_len(out, item, (size_t)(item_end(item) - item));
	page->moved[i].done = true;
}

/* ---- options ---- */

/* Another one of the same name stands in front: --quota of createcontext. */
static bool is_shown(const struct cli_command *command, const struct cli_option *o)
{
	return !(o->marks & CLI_HIDDEN) && cli_option_find(command, o->name, strlen(o->name), '\0') == o;
}

static bool is_mandatory(const struct cli_command *command, const char *name)
{
	for (const char *const *m = command->mandatory; *m; m++)
		if (strcmp(*m, name) == 0)
			return true;
	return false;
}

/* A help text as a sentence, in lines; what roff would obey is escaped. */
static void add_sentence(struct prov_str *out, const char *help)
{
	size_t column = 0;

	for (const char *word = help; *word; word += strspn(word, " ")) {
		size_t len = strcspn(word, " ");

		if (column > 0)
			prov_str_add(out, column + len < LINE ? " " : "\n");
		column = column + len < LINE ? column : 0;
		if (column == 0 && strchr(".'", word[0]))
			prov_str_add(out, "\\&");
		for (size_t i = 0; i < len; i++) {
			bool first = word == help && i == 0 && word[1] >= 'a' && word[1] <= 'z';

			if (strchr("-\\", word[i]))
				prov_str_add(out, word[i] == '-' ? "\\-" : "\\e");
			else
				prov_str_add_char(out, first && word[i] >= 'a' && word[i] <= 'z' ?
						  (char)(word[i] - 32) : word[i]);
		}
		column += len + 1;
		word += len;
	}
	prov_str_add(out, strchr(".?!", out->p[out->len - 1]) ? "\n" : ".\n");
}

static void add_item(struct prov_str *out, const struct cli_command *command, const struct cli_option *o)
{
	prov_str_add(out, ".It ");
	if (o->letter)
		prov_str_addf(out, "Fl %c , ", o->letter);
	prov_str_addf(out, "Fl -%s", o->name);
	prov_str_addf(out, o->argument ? " Ar %s\n" : "\n", o->argument);
	add_sentence(out, o->help);
	if (is_mandatory(command, o->name))
		prov_str_add(out, "Mandatory.\n");
}

static void add_options(struct prov_str *out, struct page *page, const struct cli_option *options)
{
	for (const struct cli_option *o = options; o->name; o++) {
		const char *item = item_of(page, o->name);

		if (!is_shown(page->command, o))
			continue;
		if (item)
			add_moved(page, out, item);
		else if (o->help)
			add_item(out, page->command, o);
	}
}

/* Those whose names say all: like ones side by side. */
static void add_plain(struct prov_str *out, const struct page *page, const struct cli_option *options)
{
	const char *argument = NULL;
	int in_line = 0;

	for (const struct cli_option *o = options; o->name; o++) {
		if (o->help || !o->argument || !is_shown(page->command, o) || item_of(page, o->name))
			continue;
		if (in_line == PLAIN_IN_LINE || (argument && strcmp(argument, o->argument) != 0)) {
			prov_str_addf(out, " Ar %s\n", argument);
			in_line = 0;
		}
		prov_str_addf(out, "%s Fl -%s", in_line > 0 ? " ," : ".It", o->name);
		argument = o->argument;
		in_line++;
	}
	if (argument)
		prov_str_addf(out, " Ar %s\n", argument);
}

static const struct cli_group *group_of(const struct cli_command *command, const char *title, size_t len)
{
	const struct cli_group *g = NULL;

	while (command && (g = cli_option_group(command, g)))
		if (strncmp(g->title, title, len) == 0 && strcmp(g->title + len, ":") == 0)
			return g;
	return NULL;
}

/* The group that a line asks for; sets *plain. NULL, and no error: it asks for none. */
static const struct cli_group *group_asked(const struct page *page, const char *line, bool *plain,
					   struct prov_err *err)
{
	const struct cli_group *g;
	size_t skip, len = strcspn(line, "\n");

	*plain = begins(line, PLAIN);
	if (!*plain && !begins(line, OPTIONS))
		return NULL;
	skip = strlen(*plain ? PLAIN : OPTIONS);
	g = group_of(page->command, line + skip, len - skip);
	if (!g)
		prov_fail(err, PROV_E_INVALID, "there is no group \"%.*s\"", (int)(len - skip), line + skip);
	return g;
}

/* ---- columns of import files ---- */

/* False: the line asks for none. */
static bool add_columns(struct prov_str *out, const char *line)
{
	static const char *const kinds[PROV_IMPORT_KIND_COUNT] = { [PROV_IMPORT_USERS] = "users\n",
		[PROV_IMPORT_CONTEXTS] = "contexts\n", [PROV_IMPORT_GROUPS] = "groups\n",
		[PROV_IMPORT_RESOURCES] = "resources\n" };
	bool wanted = begins(line, REQUIRED), required;
	size_t kind = 0, before = out->len;
	const char *name;

	if (!wanted && !begins(line, OTHER))
		return false;
	line += strlen(wanted ? REQUIRED : OTHER);
	while (kind < COUNT(kinds) && !begins(line, kinds[kind]))
		kind++;
	if (kind == COUNT(kinds))
		return false;
	for (size_t i = 0; (name = prov_import_column((enum prov_import_kind)kind, i, &required)); i++)
		if (required == wanted)
			prov_str_addf(out, "%s%s", out->len > before ? ",\n" : "", name);
	prov_str_add(out, ".\n");
	return true;
}

/* Before anything is written: which items stand elsewhere. */
static int look(struct page *page, struct prov_err *err)
{
	bool plain;

	for (const char *line = page->text; *line; line = next_line(line)) {
		const struct cli_group *g = group_asked(page, line, &plain, err);

		if (err->code)
			return -1;
		for (const struct cli_option *o = g && !plain ? g->options : NULL; o && o->name; o++)
			if (is_shown(page->command, o) &&
			    note_moved(page, item_of(page, o->name), err) < 0)
				return -1;
	}
	return 0;
}

static void fill(struct page *page, struct prov_str *out, struct prov_err *err)
{
	for (const char *line = page->text, *next; *line; line = next) {
		bool plain, moved = moved_at(page, line) < page->count;
		const struct cli_group *g = group_asked(page, line, &plain, err);

		next = moved ? item_end(line) : next_line(line);
		if (g && plain)
			add_plain(out, page, g->options);
		else if (g)
			add_options(out, page, g->options);
		else if (!moved && !add_columns(out, line))
			prov_str_add_len(out, line, (size_t)(next - line));
	}
}

int main(int argc, char **argv)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT, out = PROV_STR_INIT;
	PROV_CLEANUP(prov_str_fini) struct prov_str folder = PROV_STR_INIT, name = PROV_STR_INIT;
	struct prov_err err = PROV_ERR_INIT;
	struct page page = { .count = 0 };
	const char *slash = argc == 2 ? strrchr(argv[1], '/') : NULL;

	if (!slash) {
		fprintf(stderr, "usage: page FOLDER/NAME.SECTION\n");
		return 2;
	}
	prov_str_add_len(&folder, argv[1], (size_t)(slash - argv[1]));
	prov_str_add_len(&name, slash + 1, strcspn(slash + 1, "."));
	page.command = cli_command_find(begins(name.p, "prov-") ? name.p + strlen("prov-") : name.p);
	page.text = expand(folder.p, argv[1], 0, &text, &err) < 0 ? "" : text.p;
	if (err.code || look(&page, &err) < 0) {
		fprintf(stderr, "%s: %s\n", argv[1], err.msg);
		return 1;
	}
	fill(&page, &out, &err);
	return fputs(out.p, stdout) == EOF || fflush(stdout) == EOF;
}
