/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ucr_layers.c - the layers of the UCS registry as one view: which files, and which value wins
 *
 * The custom file of the environment replaces all layers, as in the Python tools of UCS. A higher
 * layer hides a lower one even with an empty value; in one file the last line of a key wins.
 */
#include <stdlib.h>
#include <string.h>

#include "libprov/ucr/ucr_int.h"

static const struct {
	const char *name, *file;
} layers[PROV_UCR_LAYER_COUNT] = {
	[PROV_UCR_CUSTOM] = { "custom", NULL },
	[PROV_UCR_FORCED] = { "forced", "base-forced.conf" },
	[PROV_UCR_SCHEDULE] = { "schedule", "base-schedule.conf" },
	[PROV_UCR_LDAP] = { "ldap", "base-ldap.conf" },
	[PROV_UCR_NORMAL] = { "normal", "base.conf" },
	[PROV_UCR_DEFAULT] = { "default", "base-defaults.conf" },
};

static const char *custom_file(void)
{
	const char *custom = getenv("UNIVENTION_BASECONF");

	return custom && *custom ? custom : NULL;
}

/* "/" and "" give "": the paths that UCS itself uses. */
static const char *prefix_of(const char *root)
{
	return strspn(root, "/") == strlen(root) ? "" : root;
}

/* Paths of all layers into ucr->path, from root and the environment. */
static void set_paths(struct prov_ucr *ucr, const char *root)
{
	const char *custom = custom_file();

	if (custom) {
		ucr->path[PROV_UCR_CUSTOM] = prov_pool_strdup(ucr->pool, custom);
		return;
	}
	for (size_t i = 0; i < PROV_UCR_LAYER_COUNT; i++)
		if (layers[i].file)
			ucr->path[i] = prov_pool_printf(ucr->pool, "%s/etc/univention/%s",
							prefix_of(root), layers[i].file);
}

/* By key; then the winner first: higher layer, later line (a later line has a higher address). */
static int compare(const void *left, const void *right)
{
	const struct prov_ucr_var *const *a = left;
	const struct prov_ucr_var *const *b = right;
	int order = strcmp((*a)->key, (*b)->key);

	if (order != 0)
		return order;
	if ((*a)->layer != (*b)->layer)
		return (*a)->layer < (*b)->layer ? -1 : 1;
	return *a > *b ? -1 : *a < *b;
}

void prov_ucr_layers_merge(struct prov_ucr *ucr)
{
	PROV_CLEANUP(prov_freep) const struct prov_ucr_var **order =
		prov_alloc((ucr->count + 1) * sizeof(*order));
	struct prov_ucr_var *merged = prov_alloc((ucr->count + 1) * sizeof(*merged));
	size_t n = 0;

	for (size_t i = 0; i < ucr->count; i++)
		order[i] = &ucr->vars[i];
	if (ucr->count)
		qsort(order, ucr->count, sizeof(*order), compare);
	for (size_t i = 0; i < ucr->count; i++)
		if (n == 0 || strcmp(merged[n - 1].key, order[i]->key) != 0)
			merged[n++] = *order[i];
	free(ucr->vars);
	ucr->vars = merged;
	ucr->cap = ucr->count + 1;
	ucr->count = n;
	prov_ucr_defaults_expand(ucr);
}

int prov_ucr_open(const char *root, struct prov_ucr **ucr, struct prov_err *err)
{
	PROV_CLEANUP(prov_ucr_freep) struct prov_ucr *new = prov_alloc(sizeof(*new));

	new->pool = prov_pool_new();
	set_paths(new, root);
	for (size_t i = 0; i < PROV_UCR_LAYER_COUNT; i++)
		if (new->path[i] && prov_ucr_file_load(new, (enum prov_ucr_layer)i, err) < 0)
			return -1;
	prov_ucr_layers_merge(new);
	*ucr = new;
	new = NULL;
	return 0;
}

const char *prov_ucr_layer_name(enum prov_ucr_layer layer)
{
	return layers[layer].name;
}

bool prov_ucr_is_present(const char *root)
{
	PROV_CLEANUP(prov_pool_freep) struct prov_pool *pool = prov_pool_new();
	struct prov_ucr ucr = { .pool = pool };

	set_paths(&ucr, root);
	if (ucr.path[PROV_UCR_CUSTOM])
		return true;
	for (size_t i = 0; i < PROV_UCR_LAYER_COUNT; i++)
		if (ucr.path[i] && prov_file_look(ucr.path[i]) != 0)
			return true;
	return false;
}

/* What is missing is an empty layer: nothing is made here. But one file has to be there, or the place
 * for them, as on a host that UCS is being installed on. */
static int check_layers(const struct prov_ucr *ucr, const char *root, struct prov_err *err)
{
	const char *prefix = prefix_of(root);
	int there = 0;

	for (size_t i = 0; i < PROV_UCR_LAYER_COUNT; i++) {
		int rc = ucr->path[i] ? prov_ucr_file_check(ucr->path[i], err) : 0;

		if (rc < 0)
			return -1;
		there += rc;
	}
	if (there || prov_ucr_file_check_new(ucr->path[PROV_UCR_NORMAL], *prefix != '\0', err) == 0)
		return 0;
	return prov_fail(err, PROV_E_CONFIG, "this is no UCS host: there are no registry files in "
			 "'%s/etc/univention'; ldapbase asks the directory", prefix);
}

int prov_ucr_check(const char *root, struct prov_err *err)
{
	PROV_CLEANUP(prov_pool_freep) struct prov_pool *pool = prov_pool_new();
	struct prov_ucr ucr = { .pool = pool };
	const char *custom;
	int there;

	set_paths(&ucr, root);
	custom = ucr.path[PROV_UCR_CUSTOM];
	if (!custom)
		return check_layers(&ucr, root, err);
	there = prov_ucr_file_check(custom, err);
	return there ? (there < 0 ? -1 : 0) : prov_ucr_file_check_new(custom, false, err);
}
