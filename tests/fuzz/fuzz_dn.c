/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fuzz/fuzz_dn.c - any bytes as a DN: the normal form is one, it is the same whatever the spelling, and
 * the form for people is the same name
 */
#include <prov/base_dn.h>
#include <stdlib.h>

#include "ldap/prov_ldap.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool true_thing)
{
	if (!true_thing)
		abort();
}

static void same_as(const struct prov_str *norm, const char *text, size_t len)
{
	struct prov_str again = PROV_STR_INIT;

	must(prov_dn_normalize(text, len, &again) == 0);
	must(again.len == norm->len && memcmp(again.p, norm->p, norm->len) == 0);
	prov_str_fini(&again);
}

/* With its first character escaped a name has to be taken apart; the result must not differ. */
static void escaped(const struct prov_str *norm, const char *text, size_t len)
{
	const char *equals = memchr(text, '=', len);
	size_t at = equals ? (size_t)(equals - text) + 1 : len;
	struct prov_str s = PROV_STR_INIT;

	while (at < len && text[at] == ' ')
		at++;
	if (at >= len || memchr(text, '\\', len) || memchr(text, '"', len) ||
	    strchr("#,+;", text[at]))
		return;
	prov_str_add_len(&s, text, at);
	prov_str_addf(&s, "\\%02X", (unsigned char)text[at]);
	prov_str_add_len(&s, text + at + 1, len - at - 1);
	same_as(norm, s.p, s.len);
	prov_str_fini(&s);
}

/* To each kind of server it is a name, or none; and the form of it is one, but for letters that OpenLDAP
 * takes apart (a sign that stands for capital letters). */
static void by_rule(enum prov_dn_rule rule, const char *text, size_t size, bool valid)
{
	struct prov_str norm = PROV_STR_INIT, again = PROV_STR_INIT;

	must((prov_dn_normalize_as(rule, text, size, &norm) == 0) == valid);
	if (norm.len && rule != PROV_DN_OPENLDAP) {
		must(prov_dn_normalize_as(rule, norm.p, norm.len, &again) == 0);
		must(again.len == norm.len && memcmp(again.p, norm.p, norm.len) == 0);
	}
	prov_str_fini(&norm);
	prov_str_fini(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct prov_str norm = PROV_STR_INIT;
	struct prov_err err;
	char *form = NULL, *copy = prov_strndup(text, size);
	const bool valid = prov_dn_normalize(text, size, &norm) == 0;

	for (enum prov_dn_rule rule = PROV_DN_OPENLDAP; rule <= PROV_DN_389; rule++)
		by_rule(rule, text, size, valid);
	if (!valid) {
		must(norm.len == 0);
	} else if (norm.len) {
		same_as(&norm, norm.p, norm.len);
		escaped(&norm, text, size);
		/* the form for people reads raw line ends as libldap does, or not at all; half of a character
		 * as it is and half of it escaped is no text for people */
		if (!prov_utf8_has_control(text, size) && prov_utf8_is_valid(text, size)) {
			must(prov_base_dn_normalize(copy, &form, &err) == 0);
			same_as(&norm, form, strlen(form));
		}
		must(prov_dn_is_below(norm.p, norm.p));
	}
	free(form);
	free(copy);
	prov_str_fini(&norm);
	return 0;
}
