/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ucr_info.c - descriptions of variables that packages have registered
 *
 * Files below registry.info: sections [name] with lines `key = value`, a value goes on in lines
 * that start with blanks. Keys are compared without case; description[en] comes before description. A
 * section name with ".*" in it is a pattern for names; of several that match the longest counts, for it is
 * the most special one. As in UCS only *.cfg is read, and what an administrator has changed there
 * (_customized) comes before. A missing folder describes nothing; a file that cannot be read is an
 * error.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "libprov/ucr/ucr_int.h"

#define MAX_FILE (16u << 20)

typedef void section_fn(struct prov_ucr_info *info, const char *section);
typedef void value_fn(struct prov_ucr_info *info, const char *key, const char *value);

static void on_variable(struct prov_ucr_info *info, const char *section)
{
	if (info->count == info->cap) {
		info->cap = info->cap ? info->cap * 2 : 64;
		info->vars = prov_realloc(info->vars, info->cap * sizeof(*info->vars));
	}
	info->vars[info->count++] = (struct prov_ucr_info_var){
		.name = prov_pool_strdup(info->pool, section),
		.pattern = strstr(section, ".*") != NULL, .nth = info->count,
	};
}

static void on_value(struct prov_ucr_info *info, const char *key, const char *value)
{
	struct prov_ucr_info_var *var = &info->vars[info->count - 1];

	if (strcasecmp(key, "description[en]") == 0 ||
	    (strcasecmp(key, "description") == 0 && !var->description))
		var->description = prov_pool_strdup(info->pool, value);
	else if (strcasecmp(key, "categories") == 0)
		var->categories = prov_pool_strdup(info->pool, value);
}

static void on_category(struct prov_ucr_info *info, const char *section)
{
	size_t size = (info->category_count + 1) * sizeof(*info->categories);

	info->categories = prov_realloc(info->categories, size);
	info->categories[info->category_count++] = prov_pool_strdup(info->pool, section);
}

/* White space off both ends, in place. */
static char *trim(char *text)
{
	char *end = text + strlen(text);

	while (end > text && strchr(" \t\r", end[-1]))
		*--end = '\0';
	return text + strspn(text, " \t");
}

struct ini {
	struct prov_ucr_info *info;
	section_fn *section;
	value_fn *value;		/* NULL: only sections matter */
	bool in_section;
	char key[64];			/* of the value that may go on; "": none. Longer: no key of ours */
	struct prov_str text;
};

static void end_value(struct ini *ini)
{
	if (ini->key[0] && ini->value)
		ini->value(ini->info, ini->key, ini->text.p);
	ini->key[0] = '\0';
	prov_str_clear(&ini->text);
}

static void ini_line(struct ini *ini, char *line)
{
	bool goes_on = *line == ' ' || *line == '\t';
	char *text = trim(line);
	size_t key;

	if (*text == '\0' || *line == '#' || *line == ';')
		return;
	if (goes_on && ini->key[0]) {
		prov_str_addf(&ini->text, "\n%s", text);
		return;
	}
	end_value(ini);
	if (*text == '[' && strrchr(text, ']')) {
		*strrchr(text, ']') = '\0';
		ini->in_section = true;
		ini->section(ini->info, text + 1);
		return;
	}
	key = strcspn(text, "=:");
	if (!ini->in_section || text[key] == '\0')
		return;
	text[key] = '\0';
	prov_str_add(&ini->text, trim(text + key + 1));
	if (snprintf(ini->key, sizeof(ini->key), "%s", trim(text)) >= (int)sizeof(ini->key))
		ini->key[0] = '\0';
}

static int read_ini(struct ini *ini, const char *path, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;
	char *save = NULL;

	if (prov_file_read(path, MAX_FILE, &text, err) < 0)
		return -1;
	if (!prov_utf8_is_valid(text.p, text.len))
		return prov_fail(err, PROV_E_CONFIG, "\"%s\" is not valid UTF-8", path);
	ini->in_section = false;
	if (text.len)
		for (char *line = strtok_r(text.p, "\n", &save); line;
		     line = strtok_r(NULL, "\n", &save))
			ini_line(ini, line);
	end_value(ini);
	return 0;
}

static int is_description(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return entry->d_name[0] != '.' && len > 4 && strcmp(entry->d_name + len - 4, ".cfg") == 0;
}

static int read_customized(struct ini *ini, const char *folder, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *path = prov_asprintf("%s/_customized", folder);

	return prov_file_look(path) == 0 ? 0 : read_ini(ini, path, err);
}

static int read_folder(struct ini *ini, const char *root, const char *name, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *folder =
		prov_asprintf("%s/etc/univention/registry.info/%s", root, name);
	struct dirent **entries = NULL;
	int n = scandir(folder, &entries, is_description, alphasort);
	int rc = n < 0 ? 0 : read_customized(ini, folder, err);

	for (int i = 0; i < n; i++) {
		char *path = prov_asprintf("%s/%s", folder, entries[i]->d_name);

		if (rc == 0)
			rc = read_ini(ini, path, err);
		free(path);
		free(entries[i]);
	}
	free(entries);
	prov_str_fini(&ini->text);
	return rc;
}

static int compare(const void *left, const void *right)
{
	const struct prov_ucr_info_var *a = left, *b = right;
	int order = strcmp(a->name, b->name);

	return order ? order : (a->nth > b->nth) - (a->nth < b->nth);
}

static int compare_name(const void *name, const void *var)
{
	return strcmp(name, ((const struct prov_ucr_info_var *)var)->name);
}

/* The first file that describes a variable counts. */
static void sort_and_unite(struct prov_ucr_info *info)
{
	size_t n = 0;

	if (!info->count)
		return;
	qsort(info->vars, info->count, sizeof(*info->vars), compare);
	for (size_t i = 0; i < info->count; i++)
		if (n == 0 || strcmp(info->vars[n - 1].name, info->vars[i].name) != 0)
			info->vars[n++] = info->vars[i];
	info->count = n;
}

/* Python's match(): from the start of the name. */
static void compile_patterns(struct prov_ucr_info *info)
{
	struct prov_err ignored = PROV_ERR_INIT;

	for (size_t i = 0; i < info->count; i++) {
		regex_t regex;

		if (!info->vars[i].pattern ||
		    prov_ucr_regex_compile(&regex, prov_pool_printf(info->pool, "^(?:%s)",
								    info->vars[i].name),
					   &ignored) < 0)
			continue;
		info->vars[i].regex = prov_alloc(sizeof(regex));
		*info->vars[i].regex = regex;
	}
}

int prov_ucr_info_load(struct prov_ucr_info *info, const char *root, struct prov_err *err)
{
	struct ini variables = { .info = info, .section = on_variable, .value = on_value,
				 .text = PROV_STR_INIT };
	struct ini categories = { .info = info, .section = on_category, .text = PROV_STR_INIT };

	*info = (struct prov_ucr_info){ .pool = prov_pool_new() };
	if (read_folder(&categories, root, "categories", err) < 0 ||
	    read_folder(&variables, root, "variables", err) < 0)
		return -1;
	sort_and_unite(info);
	compile_patterns(info);
	return 0;
}

void prov_ucr_info_fini(struct prov_ucr_info *info)
{
	for (size_t i = 0; i < info->count; i++) {
		if (info->vars[i].regex)
			regfree(info->vars[i].regex);
		free(info->vars[i].regex);
	}
	prov_pool_free(info->pool);
	free(info->vars);
	free(info->categories);
	*info = (struct prov_ucr_info){ 0 };
}

bool prov_ucr_info_has_category(const struct prov_ucr_info *info, const char *category)
{
	for (size_t i = 0; i < info->category_count; i++)
		if (strcasecmp(info->categories[i], category) == 0)
			return true;
	return false;
}

/* The longest pattern that matches, of two the one that sorts last: as UCS tries them. */
static const struct prov_ucr_info_var *find_pattern(const struct prov_ucr_info *info, const char *name)
{
	const struct prov_ucr_info_var *best = NULL;

	for (size_t i = 0; i < info->count; i++) {
		const struct prov_ucr_info_var *var = &info->vars[i];

		if (var->regex && (!best || strlen(var->name) >= strlen(best->name)) &&
		    regexec(var->regex, name, 0, NULL, 0) == 0)
			best = var;
	}
	return best;
}

const struct prov_ucr_info_var *prov_ucr_info_find(const struct prov_ucr_info *info,
						   const char *name)
{
	const struct prov_ucr_info_var *var = NULL;

	if (info->count)
		var = bsearch(name, info->vars, info->count, sizeof(*info->vars), compare_name);
	return var && !var->pattern ? var : find_pattern(info, name);
}

bool prov_ucr_info_is_in(const struct prov_ucr_info_var *var, const char *category)
{
	size_t len = strlen(category);

	for (const char *p = var->categories; p && *p; p += strcspn(p, ",")) {
		p += strspn(p, ", \t");
		if (strncasecmp(p, category, len) == 0 && strchr(", \t", p[len]))
			return true;
	}
	return false;
}
