/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap_conf.c - BASE of ldap.conf, found where libldap would find it
 *
 * Read are, each overriding the ones before: the system's ldap.conf, ldaprc and .ldaprc of the
 * home folder, ldaprc here, the file that LDAPCONF names, the files that LDAPRC names, and last
 * LDAPBASE. With LDAPNOINIT, or for a program that runs with other rights than its caller, the
 * same ones are left out as libldap does. Nothing else of these files has any influence on us.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "ldap/base_dn_int.h"

struct reading {
	char **dn, **found_in;
	struct prov_str *looked_at;
};

static void take(struct reading *r, const char *value, size_t len, const char *where)
{
	free(*r->dn);
	free(*r->found_in);
	*r->dn = prov_strndup(value, len);
	*r->found_in = prov_strdup(where);
}

/* One line: blanks, a word, blanks, the rest without blanks at its end. */
static void read_line(struct reading *r, const char *p, const char *end, const char *path)
{
	const char *word;

	while (p < end && isspace((unsigned char)*p))
		p++;
	while (end > p && isspace((unsigned char)end[-1]))
		end--;
	for (word = p; p < end && !isspace((unsigned char)*p); p++)
		;
	if (p - word != 4 || strncasecmp(word, "BASE", 4) != 0)
		return;
	while (p < end && isspace((unsigned char)*p))
		p++;
	if (p < end)
		take(r, p, (size_t)(end - p), path);
}

static void read_conf(struct reading *r, const char *path)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;
	struct prov_err err = PROV_ERR_INIT;

	if (access(path, F_OK) < 0)
		return;
	prov_str_addf(r->looked_at, "%s%s", r->looked_at->len ? ", " : "", path);
	if (prov_file_read(path, 1 << 20, &text, &err) < 0) {
		prov_str_add(r->looked_at, " (cannot be read)");
		return;
	}
	for (const char *p = text.p; *p; ) {
		const char *end = p + strcspn(p, "\n");

		read_line(r, p, end, path);
		p = *end ? end + 1 : end;
	}
}

/* name and .name in the home folder, name here. */
static void read_user_conf(struct reading *r, const char *name)
{
	PROV_CLEANUP(prov_freep) char *visible = NULL;
	PROV_CLEANUP(prov_freep) char *hidden = NULL;
	const char *home = getenv("HOME");

	if (home) {
		visible = prov_asprintf("%s/%s", home, name);
		hidden = prov_asprintf("%s/.%s", home, name);
		read_conf(r, visible);
		read_conf(r, hidden);
	}
	read_conf(r, name);
}

int prov_ldap_conf_base(char **dn, char **found_in, struct prov_str *looked_at)
{
	static const char *const system[] = { "/etc/ldap/ldap.conf", "/etc/openldap/ldap.conf" };
	struct reading r = { dn, found_in, looked_at };
	const char *value;

	*dn = *found_in = NULL;
	if (getenv("LDAPNOINIT")) {
		prov_str_add(looked_at, "nothing, since LDAPNOINIT is set");
		return 0;
	}
	for (size_t i = 0; i < COUNT(system); i++)
		read_conf(&r, system[i]);
	if (geteuid() != getuid())
		return *dn != NULL;
	read_user_conf(&r, "ldaprc");
	value = getenv("LDAPCONF");
	if (value)
		read_conf(&r, value);
	value = getenv("LDAPRC");
	if (value)
		read_user_conf(&r, value);
	value = getenv("LDAPBASE");
	if (value)
		take(&r, value, strlen(value), "environment variable LDAPBASE");
	return *dn != NULL;
}
