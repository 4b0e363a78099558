/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ucr_info.c - descriptions of variables that packages have registered
 *
 * Files below registry.info: sections [name] with lines `key = value`, a value goes on in lines
 * that start with blanks. A section name with ".*" in it is a pattern for names. Keys are compared
 * without case; description[en] comes before description. A missing folder describes nothing.
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
		.pattern = strstr(section, ".*") != NULL,
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

static void read_ini(struct ini *ini, const char *path)
{
	struct prov_str text = PROV_STR_INIT;
	struct prov_err ignored = PROV_ERR_INIT;
	char *save = NULL;

	ini->in_section = false;
	if (prov_file_read(path, MAX_FILE, &text, &ignored) == 0 && text.len &&
	    prov_utf8_is_valid(text.p, text.len))
		for (char *line = strtok_r(text.p, "\n", &save); line;
		     line = strtok_r(NULL, "\n", &save))
			ini_line(ini, line);
	end_value(ini);
	prov_str_fini(&text);
}

static void read_folder(struct ini *ini, const char *root, const char *name)
{
	PROV_CLEANUP(prov_freep) char *folder =
		prov_asprintf("%s/etc/univention/registry.info/%s", root, name);
	struct dirent **entries = NULL;
	int n = scandir(folder, &entries, NULL, alphasort);

	for (int i = 0; i < n; i++) {
		if (entries[i]->d_name[0] != '.') {
			char *path = prov_asprintf("%s/%s", folder, entries[i]->d_name);

			read_ini(ini, path);
			free(path);
		}
		free(entries[i]);
	}
	free(entries);
	prov_str_fini(&ini->text);
}

static int compare(const void *left, const void *right)
{
	const struct prov_ucr_info_var *a = left, *b = right;

	return strcmp(a->name, b->name);
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

void prov_ucr_info_load(struct prov_ucr_info *info, const char *root)
{
	struct ini variables = { .info = info, .section = on_variable, .value = on_value,
				 .text = PROV_STR_INIT };
	struct ini categories = { .info = info, .section = on_category, .text = PROV_STR_INIT };

	*info = (struct prov_ucr_info){ .pool = prov_pool_new() };
	read_folder(&categories, root, "categories");
	read_folder(&variables, root, "variables");
	sort_and_unite(info);
	compile_patterns(info);
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

const struct prov_ucr_info_var *prov_ucr_info_find(const struct prov_ucr_info *info,
						   const char *name)
{
	struct prov_ucr_info_var key = { .name = name };
	const struct prov_ucr_info_var *var = NULL;

	if (info->count)
		var = bsearch(&key, info->vars, info->count, sizeof(key), compare);
	if (var && !var->pattern)
		return var;
	for (size_t i = 0; i < info->count; i++)
		if (info->vars[i].regex && regexec(info->vars[i].regex, name, 0, NULL, 0) == 0)
			return &info->vars[i];
	return NULL;
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
