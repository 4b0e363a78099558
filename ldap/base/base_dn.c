/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base_dn.c - where the base DN of this installation comes from
 *
 * One function per place, tried in order; each that has none leaves a line saying so. A place that
 * has something which is not a DN ends the search: going on would hide a broken configuration.
 */
#include <ctype.h>
#include <ldap.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ldap/base/base_dn_int.h"
#include "libprov/ucr/ucr_int.h"

struct search {
	const struct prov_config *config;
	const char *given;
	struct prov_ldap *ldap;
	struct prov_str looked_at;
	char *dn, *found_in;
};

static void miss(struct search *s, const char *where, const char *outcome)
{
	prov_str_addf(&s->looked_at, "%s%s: %s", s->looked_at.len ? "\n" : "", where, outcome);
}

static int from_option(struct search *s, struct prov_err *err)
{
	(void)err;
	if (!s->given)
		return 0;
	s->dn = prov_strdup(s->given);
	s->found_in = prov_strdup("option --base");
	return 1;
}

static int from_config(struct search *s, struct prov_err *err)
{
	const char *path = s->config->path;

	(void)err;
	if (!s->config->ldap_base || !*s->config->ldap_base) {
		PROV_CLEANUP(prov_freep) char *where = path ?
			prov_asprintf("configuration %s (ldap.base)", path) :
			prov_strdup("configuration (ldap.base)");

		miss(s, where, path ? "not set" : "there is no configuration file");
		return 0;
	}
	s->dn = prov_strdup(s->config->ldap_base);
	s->found_in = prov_asprintf("configuration %s (ldap.base)", path ? path : "");
	return 1;
}

/* What a file that cannot be read says is not known: another place would only be a guess. */
static int fail_unreadable(struct search *s, const char *where, const char *why, struct prov_err *err)
{
	miss(s, where, why);
	prov_fail(err, PROV_E_CONFIG, "%s", why);
	prov_err_detail(err, "%s", s->looked_at.p);
	return prov_err_hint(err, "let it be read, set ldap.base in prov.conf, or use --base");
}

/* Of the layers that are looked at before the one that has the variable, or of all; NULL: none. */
static const char *unreadable_layer(const struct prov_ucr *ucr, const struct prov_ucr_var *var)
{
	for (size_t i = 0; i < PROV_UCR_LAYER_COUNT && (!var || i < var->layer); i++)
		if (ucr->unreadable[i])
			return ucr->unreadable[i];
	return NULL;
}

static int from_ucr(struct search *s, struct prov_err *err)
{
	const char *root = s->config->ucr_root ? s->config->ucr_root : "/";
	PROV_CLEANUP(prov_freep) char *where = prov_asprintf("UCR files below %s (ldap/base)", root);
	PROV_CLEANUP(prov_ucr_freep) struct prov_ucr *ucr = NULL;
	const struct prov_ucr_var *var;
	const char *unreadable;

	if (!prov_ucr_is_present(root)) {
		miss(s, where, "there are none");
		return 0;
	}
	if (prov_ucr_open(root, &ucr, err) < 0)
		return -1;
	var = prov_ucr_find(ucr, "ldap/base");
	unreadable = unreadable_layer(ucr, var);
	if (unreadable)
		return fail_unreadable(s, where, unreadable, err);
	if (!var) {
		miss(s, where, "not set");
		return 0;
	}
	s->dn = prov_strdup(var->value);
	s->found_in = prov_asprintf("UCR file %s (ldap/base)", prov_ucr_path(ucr, var->layer));
	return 1;
}

static int from_ldap_conf(struct search *s, struct prov_err *err)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str files = PROV_STR_INIT;
	PROV_CLEANUP(prov_freep) char *where = NULL;
	PROV_CLEANUP(prov_freep) char *outcome = NULL;
	struct prov_err why = PROV_ERR_INIT;
	int rc = prov_ldap_conf_base(&s->dn, &where, &files, &why);

	if (rc < 0)
		return fail_unreadable(s, "ldap.conf", why.msg, err);
	if (rc > 0) {
		s->found_in = prov_asprintf("%s%s", where, strchr(where, '/') ? " (BASE)" : "");
		return 1;
	}
	outcome = prov_asprintf("no BASE (read: %s)", files.len ? files.p : "no file is there");
	miss(s, "ldap.conf", outcome);
	return 0;
}

static int from_server(struct search *s, struct prov_err *err)
{
	struct prov_ldap_params params = prov_ldap_params_of(s->config, NULL);

	if (!s->ldap && (!params.uri || !*params.uri)) {
		miss(s, "LDAP server", "none is configured (ldap.uri)");
		return 0;
	}
	PROV_CLEANUP(prov_ldap_closep)
	struct prov_ldap *own = s->ldap ? NULL : prov_ldap_open(&params, err);
	struct prov_ldap *ldap = own ? own : s->ldap;

	if (!ldap || prov_ldap_rootdse_base(ldap, &s->dn, err) < 0) {
		miss(s, "LDAP server", err->msg);
		return -1;
	}
	s->found_in = prov_asprintf("rootDSE of %s", prov_ldap_uri(ldap));
	return 1;
}

static bool is_dn(const char *text)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str norm = PROV_STR_INIT;

	return prov_dn_normalize(text, strlen(text), &norm) == 0 && norm.len > 0;
}

static int fail_nowhere(struct search *s, struct prov_err *err)
{
	prov_fail(err, PROV_E_CONFIG, "no LDAP base DN is known");
	prov_err_detail(err, "%s", s->looked_at.p);
	return prov_err_hint(err, "set ldap.base in prov.conf, or use --base");
}

static int walk(struct search *s, struct prov_err *err)
{
	static int (*const places[])(struct search *, struct prov_err *) = {
		from_option, from_config, from_ucr, from_ldap_conf, from_server
	};
	int rc = 0;

	for (size_t i = 0; i < COUNT(places) && rc == 0; i++)
		rc = places[i](s, err);
	if (rc < 0)
		return -1;
	if (rc == 0)
		return fail_nowhere(s, err);
	if (is_dn(s->dn))
		return 0;
	return prov_fail(err, PROV_E_INVALID, *s->dn ? "\"%s\" (%s) is not a DN" :
			 "the base DN \"%s\" is empty (%s)", s->dn, s->found_in);
}

int prov_base_dn_find_on(const struct prov_config *config, const char *given,
			 struct prov_ldap *ldap, struct prov_base_dn *base, struct prov_err *err)
{
	struct search s = { config, given, ldap, PROV_STR_INIT, NULL, NULL };
	int rc = walk(&s, err);

	if (rc == 0)
		*base = (struct prov_base_dn){ s.dn, s.found_in, prov_str_take(&s.looked_at) };
	prov_str_fini(&s.looked_at);
	if (rc == 0)
		return 0;
	free(s.dn);
	free(s.found_in);
	return -1;
}

int prov_base_dn_find(const struct prov_config *config, const char *given,
		      struct prov_base_dn *base, struct prov_err *err)
{
	return prov_base_dn_find_on(config, given, NULL, base, err);
}

void prov_base_dn_fini(struct prov_base_dn *base)
{
	free(base->dn);
	free(base->found_in);
	free(base->looked_at);
	*base = (struct prov_base_dn){ NULL, NULL, NULL };
}

int prov_base_dn_check(const struct prov_config *config, const char *dn, struct prov_err *err)
{
	struct prov_ldap_params params = prov_ldap_params_of(config, NULL);
	PROV_CLEANUP(prov_ldap_closep) struct prov_ldap *ldap = prov_ldap_open(&params, err);
	int found;

	if (!ldap)
		return -1;
	found = prov_ldap_search_exists(ldap, dn, err);
	if (found < 0)
		return -1;
	if (found)
		return 0;
	prov_fail(err, PROV_E_INVALID, "\"%s\" does not exist on %s, or is hidden", dn,
		  prov_ldap_uri(ldap));
	return prov_err_hint(err, "check the DN, and the access rights of the bind DN");
}

static void add_type(struct prov_str *out, const struct berval *type)
{
	for (size_t i = 0; i < type->bv_len; i++)
		prov_str_add_char(out, (char)tolower((unsigned char)type->bv_val[i]));
}

/* Unlike the normal form of ldap_dn.c, which is for comparing, this one is for people: escaped
 * is what RFC 4514 section 2.4 wants escaped, and control characters. */
static void add_value(struct prov_str *out, const struct berval *value)
{
	size_t len = value->bv_len;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)value->bv_val[i];
		bool edge = (c == ' ' && (i == 0 || i + 1 == len)) || (c == '#' && i == 0);

		if (c < 0x20 || c == 0x7f) {
			prov_str_addf(out, "\\%02X", c);
			continue;
		}
		if (edge || strchr(",+\"\\<>;", c))
			prov_str_add_char(out, '\\');
		prov_str_add_char(out, (char)c);
	}
}

static void add_ava(struct prov_str *out, const LDAPAVA *ava)
{
	add_type(out, &ava->la_attr);
	prov_str_add_char(out, '=');
	if (!(ava->la_flags & LDAP_AVA_BINARY)) {
		add_value(out, &ava->la_value);
		return;
	}
	prov_str_add_char(out, '#');
	for (size_t i = 0; i < ava->la_value.bv_len; i++)
		prov_str_addf(out, "%02X", (unsigned char)ava->la_value.bv_val[i]);
}

int prov_base_dn_normalize(const char *dn, char **out, struct prov_err *err)
{
	struct prov_str s = PROV_STR_INIT;
	LDAPDN parsed = NULL;

	if (!is_dn(dn) || ldap_str2dn(dn, &parsed, LDAP_DN_FORMAT_LDAPV3) != LDAP_SUCCESS)
		return prov_fail(err, PROV_E_INVALID, *dn ? "\"%s\" is not a DN" :
				 "the base DN \"%s\" is empty", dn);
	for (size_t i = 0; parsed[i]; i++) {
		prov_str_add(&s, i ? "," : "");
		for (size_t j = 0; parsed[i][j]; j++) {
			prov_str_add(&s, j ? "+" : "");
			add_ava(&s, parsed[i][j]);
		}
	}
	ldap_dnfree(parsed);
	*out = prov_str_take(&s);
	return 0;
}
