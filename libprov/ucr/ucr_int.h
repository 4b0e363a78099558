/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libprov/ucr/ucr_int.h - what the files of the UCS registry reader share
 */
#ifndef PROV_UCR_INT_H
#define PROV_UCR_INT_H

#include <prov/ucr.h>
#include <regex.h>

#include "libprov/base/base.h"

/* The merged view while it is made: variables of all layers, then sorted and without duplicates. */
struct prov_ucr {
	struct prov_pool *pool;
	char *path[PROV_UCR_LAYER_COUNT];	/* NULL: layer not in use */
	char *unreadable[PROV_UCR_LAYER_COUNT];	/* why a file that is there was not read; NULL: it was */
	char *note[PROV_UCR_LAYER_COUNT];	/* what UCS does not read of it, and why; NULL: nothing */
	struct prov_ucr_var *vars;
	size_t count, cap;
};

/* ucr_file.c */
/* Adds the variables of one file's text. path is for messages. CONFIG: not UTF-8. */
int prov_ucr_file_parse(struct prov_ucr *ucr, enum prov_ucr_layer layer, const char *path,
	const char *text, size_t len, struct prov_err *err);
/* Adds the variables of a layer's file, or of its .bak file if the first is damaged. */
int prov_ucr_file_load(struct prov_ucr *ucr, enum prov_ucr_layer layer, struct prov_err *err);
/* 1: something that may be a file is there, 0: nothing is, -1: a folder, or that cannot be told (IO), or a
 * pipe (CONFIG). */
int prov_ucr_file_check(const char *path, struct prov_err *err);
/* Could a file be made there? foreign: a read-only file system does not count. -1: no (IO). */
int prov_ucr_file_check_new(const char *path, bool foreign, struct prov_err *err);
/* Leading and trailing Unicode white space off. */
void prov_ucr_file_strip(const char **text, size_t *len);

/* ucr_layers.c: sorts, drops what a higher layer or a later line hides, expands defaults. */
void prov_ucr_layers_merge(struct prov_ucr *ucr);

/* ucr_defaults.c: expands references in the default layer; vars must be sorted and unique. */
void prov_ucr_defaults_expand(struct prov_ucr *ucr);

/* ucr_lines.c: lines of output and what the filters of the command line do with them. A line may
 * have several text lines in it (search with descriptions). */
struct prov_ucr_line {
	const char *p;
	size_t len;
};
struct prov_ucr_lines {
	struct prov_ucr_line *v;
	size_t n, cap;
};
void prov_ucr_lines_add(struct prov_ucr_lines *lines, const char *p, size_t len);
void prov_ucr_lines_fini(struct prov_ucr_lines *lines);
void prov_ucr_lines_sort(struct prov_ucr_lines *lines);
void prov_ucr_lines_keys(struct prov_ucr_lines *lines);
/* Adds `name=value`, quoted for a shell, and a line feed. INVALID: the name is empty. */
int prov_ucr_lines_shell(struct prov_str *out, const struct prov_ucr_line *line,
	struct prov_err *err);

/* ucr_regex.c: compiles a Python regular expression. INVALID: wrong, or nothing POSIX has. */
int prov_ucr_regex_compile(regex_t *regex, const char *python, struct prov_err *err);

/* ucr_info.c: what packages have registered below ROOT/etc/univention/registry.info */
struct prov_ucr_info_var {
	const char *name;
	const char *description;	/* English, NULL: none */
	const char *categories;		/* NULL: none */
	bool pattern;			/* name is a regular expression for names */
	size_t nth;			/* in the order of reading */
	regex_t *regex;			/* of a pattern; NULL: it cannot be compiled */
};
struct prov_ucr_info {
	struct prov_pool *pool;
	struct prov_ucr_info_var *vars;	/* sorted by name, patterns among them */
	size_t count, cap;
	char **categories;		/* lower case */
	size_t category_count;
};
/* CONFIG: a file cannot be read. info must be finished in both cases. */
int prov_ucr_info_load(struct prov_ucr_info *info, const char *root, struct prov_err *err);
void prov_ucr_info_fini(struct prov_ucr_info *info);
bool prov_ucr_info_has_category(const struct prov_ucr_info *info, const char *category);
/* By name, or by the longest pattern that matches a name; NULL: not registered. */
const struct prov_ucr_info_var *prov_ucr_info_find(const struct prov_ucr_info *info,
	const char *name);
/* Is category among the variable's categories? */
bool prov_ucr_info_is_in(const struct prov_ucr_info_var *var, const char *category);

/* ucr_search.c: the options of `search` and its lines */
struct prov_ucr_search {
	bool key, value, all, brief, non_empty, verbose, shell;
	const char *category;
	char *const *regexes;
	size_t regex_count;
};
/* Lines are allocated in pool. INVALID: options or regular expressions. */
int prov_ucr_search_run(const struct prov_ucr_search *search, const char *root,
	struct prov_pool *pool, struct prov_ucr_lines *lines, struct prov_err *err);

#endif
