/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base_place.c - places that may know about the directory: the configuration, UCR files, ldap.conf
 *
 * Each says what it has, or why it has nothing. What a file that cannot be read says is not known: then
 * the next place would only be a guess, and that is an error.
 */
#include <stdlib.h>
#include <string.h>

#include "ldap/base/base_dn_int.h"
#include "libprov/ucr/ucr_int.h"

void prov_base_place_fini(struct prov_base_answer *answer)
{
	free(answer->where);
	free(answer->value);
	*answer = (struct prov_base_answer){ 0 };
}

/* Nothing, and why. */
static int nothing(struct prov_base_answer *answer, const char *why)
{
	prov_fail(&answer->why, PROV_E_CONFIG, "%s", why);
	return 0;
}

static int unreadable(struct prov_base_answer *answer, const char *why)
{
	prov_fail(&answer->why, PROV_E_CONFIG, "%s", why);
	return prov_err_hint(&answer->why, "let it be read, set ldap.base in prov.conf, or use --base");
}

int prov_base_place_config(const struct prov_config *config, const char *key, const char *value,
			   struct prov_base_answer *answer)
{
	const char *path = config->path;

	answer->where = path ? prov_asprintf("configuration %s (%s)", path, key) :
		prov_asprintf("configuration (%s)", key);
	if (!value || !*value)
		return nothing(answer, path ? "not set" : "there is no configuration file");
	answer->value = prov_strdup(value);
	return 1;
}

/* Of the layers that are looked at before the one that has the variable, or of all; NULL: none. */
static const char *unreadable_layer(const struct prov_ucr *ucr, const struct prov_ucr_var *var)
{
	for (size_t i = 0; i < PROV_UCR_LAYER_COUNT && (!var || i < var->layer); i++)
		if (ucr->unreadable[i])
			return ucr->unreadable[i];
	return NULL;
}

/* A file that is there and has the variable to the eye: why it has not for UCS. */
static int not_in_files(struct prov_base_answer *answer, const struct prov_ucr *ucr)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str why = PROV_STR_INIT;

	prov_str_add(&why, "not set");
	for (size_t i = 0; i < PROV_UCR_LAYER_COUNT; i++)
		if (ucr->note[i])
			prov_str_addf(&why, "; %s", ucr->note[i]);
	return nothing(answer, why.p);
}

int prov_base_place_ucr(const struct prov_config *config, const char *key,
			struct prov_base_answer *answer)
{
	const char *root = config->ucr_root ? config->ucr_root : "/";
	PROV_CLEANUP(prov_ucr_freep) struct prov_ucr *ucr = NULL;
	const struct prov_ucr_var *var;
	const char *why;

	answer->where = prov_asprintf("UCR files below %s (%s)", root, key);
	if (!prov_ucr_is_present(root))
		return nothing(answer, "there are none");
	if (prov_ucr_open(root, &ucr, &answer->why) < 0)
		return -1;
	if (ucr->path[PROV_UCR_CUSTOM]) {
		free(answer->where);
		answer->where = prov_asprintf("UCR file %s (%s), which UNIVENTION_BASECONF names",
					      ucr->path[PROV_UCR_CUSTOM], key);
	}
	var = prov_ucr_find(ucr, key);
	why = unreadable_layer(ucr, var);
	if (why)
		return unreadable(answer, why);
	if (!var)
		return not_in_files(answer, ucr);
	free(answer->where);
	answer->where = prov_asprintf("UCR file %s (%s)", prov_ucr_path(ucr, var->layer), key);
	answer->value = prov_strdup(var->value);
	return 1;
}

int prov_base_place_ldap_conf(const char *word, struct prov_base_answer *answer)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str files = PROV_STR_INIT;
	PROV_CLEANUP(prov_freep) char *where = NULL;
	struct prov_err why = PROV_ERR_INIT;
	int rc = prov_ldap_conf_get(word, &answer->value, &where, &files, &why);

	if (rc > 0) {
		answer->where = strchr(where, '/') ? prov_asprintf("%s (%s)", where, word) :
			prov_strdup(where);
		return 1;
	}
	prov_freep(&answer->value);
	answer->where = prov_strdup("ldap.conf");
	if (rc < 0)
		return unreadable(answer, why.msg);
	prov_fail(&answer->why, PROV_E_CONFIG, "no %s (read: %s)", word,
		  files.len ? files.p : "no file is there");
	return 0;
}
