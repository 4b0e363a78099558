/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base_dn.c - where the base DN of this installation comes from
 *
 * One function per place, tried in order; each leaves a line saying what it has. A place that has
 * something which is not a DN ends the search: going on would hide a broken configuration. To explain, all
 * places are asked, and the result is the same.
 */
#include <ctype.h>
#include <ldap.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "ldap/base/base_dn_int.h"

struct search {
	const struct prov_config *config;
	struct prov_base_dn_ask ask;
	/* A connection to the server that the base is for: it knows better than what this machine has for
	 * others. */
	struct prov_ldap *ldap;
	struct prov_str looked_at;
	struct prov_base_answer first;	/* the one that counts */
	int rc;				/* of that one; 0: there was none yet */
};

typedef int place_fn(const struct search *s, struct prov_base_answer *a);

static int from_option(const struct search *s, struct prov_base_answer *a)
{
	a->where = prov_strdup("option --base");
	if (!s->ask.base) {
		prov_fail(&a->why, PROV_E_CONFIG, "not given");
		return 0;
	}
	a->value = prov_strdup(s->ask.base);
	return 1;
}

/* Asks the server for its rootDSE. */
static int ask_server(const struct prov_ldap_params *params, struct prov_base_answer *a)
{
	PROV_CLEANUP(prov_ldap_closep) struct prov_ldap *ldap = prov_ldap_open(params, &a->why);

	if (!ldap || prov_ldap_rootdse_base(ldap, &a->value, &a->why) < 0)
		return -1;
	free(a->where);
	a->where = prov_asprintf("rootDSE of %s", prov_ldap_uri(ldap));
	return 1;
}

static int from_uri(const struct search *s, struct prov_base_answer *a)
{
	PROV_CLEANUP(prov_base_place_fini) struct prov_base_answer server = { 0 };
	struct prov_ldap_params params;

	if (!s->ask.uri) {
		a->where = prov_strdup("option --uri");
		prov_fail(&a->why, PROV_E_CONFIG, "not given");
		return 0;
	}
	a->where = prov_asprintf("rootDSE of %s", s->ask.uri);
	prov_base_server_find(s->config, s->ask.uri, &params, &server);
	return ask_server(&params, a);
}

static int from_config(const struct search *s, struct prov_base_answer *a)
{
	return prov_base_place_config(s->config, "ldap.base", s->config->ldap_base, a);
}

static int from_ucr(const struct search *s, struct prov_base_answer *a)
{
	return prov_base_place_ucr(s->config, "ldap/base", a);
}

static int from_ldap_conf(const struct search *s, struct prov_base_answer *a)
{
	(void)s;
	return prov_base_place_ldap_conf("BASE", a);
}

static int from_server(const struct search *s, struct prov_base_answer *a)
{
	PROV_CLEANUP(prov_base_place_fini) struct prov_base_answer server = { 0 };
	struct prov_ldap_params params;
	int rc;

	a->where = prov_strdup("LDAP server");
	rc = prov_base_server_find(s->config, NULL, &params, &server);
	if (rc < 0)
		a->why = server.why;
	else if (rc == 0)
		prov_fail(&a->why, PROV_E_CONFIG, "none is known (ldap.uri, ldap/server/name, URI of "
			  "ldap.conf)");
	if (rc <= 0)
		return rc;
	free(a->where);
	a->where = prov_asprintf("rootDSE of %s (from %s)", params.uri, server.where);
	return ask_server(&params, a);
}

/* One that names several leaves the choice to the places after it. */
static int from_own_server(const struct search *s, struct prov_base_answer *a)
{
	a->where = prov_asprintf("rootDSE of %s", prov_ldap_uri(s->ldap));
	if (prov_ldap_rootdse_base(s->ldap, &a->value, &a->why) == 0)
		return 1;
	return a->why.code == PROV_E_CONFIG ? 0 : -1;
}

/* What it said, if no other place knows either. */
static int from_own_server_only(const struct search *s, struct prov_base_answer *a)
{
	return from_own_server(s, a) == 1 ? 1 : -1;
}

static bool is_dn(const char *text)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str norm = PROV_STR_INIT;

	return prov_utf8_is_valid(text, strlen(text)) &&
	       prov_dn_normalize(text, strlen(text), &norm) == 0 && norm.len > 0;
}

/* Control characters would command a terminal, or end a line of LDIF: escaped, as RFC 4514 allows for any
 * character, they are the same DN. */
static void escape_controls(char **dn)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str out = PROV_STR_INIT;
	size_t len;

	if (!prov_utf8_has_control(*dn, strlen(*dn)))
		return;
	for (const char *p = *dn; *p; p += len) {
		len = (unsigned char)*p == 0xC2 && p[1] ? 2 : 1;
		if (!prov_utf8_has_control(p, len))
			prov_str_add_len(&out, p, len);
		for (size_t i = 0; i < len && prov_utf8_has_control(p, len); i++)
			prov_str_addf(&out, "\\%02X", (unsigned char)p[i]);
	}
	free(*dn);
	*dn = prov_str_take(&out);
}

/* A value that is no DN is as bad as one that cannot be read. */
static int check_answer(struct prov_base_answer *a)
{
	bool good = is_dn(a->value);

	escape_controls(&a->value);
	if (good)
		return 1;
	return prov_fail(&a->why, PROV_E_INVALID, *a->value ? "\"%s\" (%s) is not a DN" :
			 "the base DN \"%s\" is empty (%s)", a->value, a->where);
}

static bool is_same(const char *a, const char *b)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str left = PROV_STR_INIT;
	PROV_CLEANUP(prov_str_fini) struct prov_str right = PROV_STR_INIT;

	return prov_dn_normalize(a, strlen(a), &left) == 0 &&
	       prov_dn_normalize(b, strlen(b), &right) == 0 && strcmp(left.p, right.p) == 0;
}

static void note(struct search *s, const struct prov_base_answer *a, int rc)
{
	const char *word = s->rc == 0 ? "found" :
		s->rc > 0 && is_same(a->value ? a->value : "", s->first.value) ? "the same" : "ANOTHER";

	if (s->looked_at.len)
		prov_str_add_char(&s->looked_at, '\n');
	prov_plain_add(&s->looked_at, a->where);
	prov_str_add(&s->looked_at, ": ");
	if (rc > 0) {
		prov_str_addf(&s->looked_at, "%s: ", word);
		prov_plain_add(&s->looked_at, a->value);
	} else {
		prov_str_add(&s->looked_at, a->why.msg);
	}
}

static void walk(struct search *s)
{
	static place_fn *const usual[] = {
		from_option, from_uri, from_config, from_ucr, from_ldap_conf, from_server, NULL
	};
	static place_fn *const of_server[] = {
		from_config, from_own_server, from_ucr, from_ldap_conf, from_own_server_only, NULL
	};
	place_fn *const *places = s->ldap ? of_server : usual;

	for (size_t i = 0; places[i] && (s->rc == 0 || s->ask.all); i++) {
		struct prov_base_answer a = { 0 };
		int rc = places[i](s, &a);

		if (rc > 0)
			rc = check_answer(&a);
		note(s, &a, rc);
		if (s->rc == 0 && rc != 0) {
			s->first = a;
			s->rc = rc;
			continue;
		}
		prov_base_place_fini(&a);
	}
}

static void add_places(const char *looked_at, struct prov_err *err)
{
	size_t len;

	for (const char *p = looked_at; *p; p += len + (p[len] == '\n')) {
		len = strcspn(p, "\n");
		prov_err_detail_line(err, "%.*s", (int)len, p);
	}
}

static int fail_nowhere(const struct search *s, const char *looked_at, struct prov_err *err)
{
	prov_fail(err, PROV_E_CONFIG, "no LDAP base DN is known");
	if (!s->ask.all)
		add_places(looked_at, err);
	return prov_err_hint(err, "set ldap.base in prov.conf, or use --base or --uri");
}

/* What all places said is the detail, unless it is shown anyway or the server has said more. */
static int fail_first(const struct search *s, const char *looked_at, struct prov_err *err)
{
	*err = s->first.why;
	if (!s->ask.all && !err->detail[0] && err->code == PROV_E_CONFIG)
		add_places(looked_at, err);
	return -1;
}

static int find(struct search *s, struct prov_base_dn *base, struct prov_err *err)
{
	walk(s);
	base->looked_at = prov_str_take(&s->looked_at);
	if (s->rc > 0) {
		base->dn = s->first.value;
		base->found_in = s->first.where;
		return 0;
	}
	if (s->rc == 0)
		fail_nowhere(s, base->looked_at, err);
	else
		fail_first(s, base->looked_at, err);
	prov_base_place_fini(&s->first);
	return -1;
}

int prov_base_dn_ask(const struct prov_config *config, const struct prov_base_dn_ask *ask,
		     struct prov_base_dn *base, struct prov_err *err)
{
	struct search s = { .config = config, .ask = *ask, .looked_at = PROV_STR_INIT };

	return find(&s, base, err);
}

int prov_base_dn_find_on(const struct prov_config *config, struct prov_ldap *ldap,
			 struct prov_base_dn *base, struct prov_err *err)
{
	struct search s = { .config = config, .ldap = ldap, .looked_at = PROV_STR_INIT };

	return find(&s, base, err);
}

int prov_base_dn_find(const struct prov_config *config, const char *given,
		      struct prov_base_dn *base, struct prov_err *err)
{
	return prov_base_dn_ask(config, &(struct prov_base_dn_ask){ .base = given }, base, err);
}

void prov_base_dn_fini(struct prov_base_dn *base)
{
	free(base->dn);
	free(base->found_in);
	free(base->looked_at);
	*base = (struct prov_base_dn){ NULL, NULL, NULL };
}

int prov_base_dn_check(const struct prov_config *config, const char *uri, const char *dn,
		       struct prov_err *err)
{
	PROV_CLEANUP(prov_base_place_fini) struct prov_base_answer server = { 0 };
	PROV_CLEANUP(prov_ldap_closep) struct prov_ldap *ldap = NULL;
	struct prov_ldap_params params;
	int found;

	if (prov_base_server_find(config, uri, &params, &server) < 0) {
		*err = server.why;
		return -1;
	}
	ldap = prov_ldap_open(&params, err);
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

/* Unlike the normal form of dn.c, which is for comparing, this one is for people: escaped
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
