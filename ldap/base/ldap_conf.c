/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap_conf.c - BASE of ldap.conf, found where libldap would find it
 *
 * Read are, each overriding the ones before: the system's ldap.conf, ldaprc and .ldaprc of the
 * home folder, ldaprc here, the file that LDAPCONF names, the files that LDAPRC names, and last
 * LDAPBASE. A file that is there and cannot be read might have one: unless a later one has, there is
 * no answer. With LDAPNOINIT, or for a program that runs with other rights than its caller, the
 * same ones are left out as libldap does. Nothing else of these files has any influence on us.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "ldap/base/base_dn_int.h"

struct reading {
	char **dn, **found_in;
	struct prov_str *looked_at;
	struct prov_err *unreadable;	/* the last file that cannot be read, since a BASE was found */
};

static void take(struct reading *r, const char *value, size_t len, const char *where)
{
	free(*r->dn);
	free(*r->found_in);
	*r->dn = prov_strndup(value, len);
	*r->found_in = prov_strdup(where);
	prov_err_clear(r->unreadable);
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

/* needed: it counts, too, if it cannot be told whether the file is there. */
static void read_conf(struct reading *r, const char *path, bool needed)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;
	struct prov_err err = PROV_ERR_INIT;
	int there = prov_file_look(path);

	if (there == 0 || (there < 0 && !needed))
		return;
	prov_str_addf(r->looked_at, "%s%s", r->looked_at->len ? ", " : "", path);
	if (prov_file_read(path, 1 << 20, &text, &err) < 0) {
		prov_fail(r->unreadable, PROV_E_CONFIG, "\"%s\" is there but unreadable: %s", path,
			  err.msg);
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
		read_conf(r, visible, false);
		read_conf(r, hidden, false);
	}
	read_conf(r, name, false);
}

/* -1: an unreadable file is left that no later BASE makes up for. */
static int result(const struct reading *r)
{
	return r->unreadable->code != PROV_OK ? -1 : *r->dn != NULL;
}

int prov_ldap_conf_base(char **dn, char **found_in, struct prov_str *looked_at, struct prov_err *err)
{
	static const char *const system[] = { "/etc/ldap/ldap.conf", "/etc/openldap/ldap.conf" };
	struct reading r = { dn, found_in, looked_at, err };
	const char *value;

	*dn = *found_in = NULL;
	if (getenv("LDAPNOINIT")) {
		prov_str_add(looked_at, "nothing, since LDAPNOINIT is set");
		return 0;
	}
	for (size_t i = 0; i < COUNT(system); i++)
		read_conf(&r, system[i], true);
	if (geteuid() != getuid())
		return result(&r);
	read_user_conf(&r, "ldaprc");
	value = getenv("LDAPCONF");
	if (value)
		read_conf(&r, value, true);
	value = getenv("LDAPRC");
	if (value)
		read_user_conf(&r, value);
	value = getenv("LDAPBASE");
	if (value)
		take(&r, value, strlen(value), "environment variable LDAPBASE");
	return result(&r);
}
