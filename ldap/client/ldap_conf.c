/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap_conf.c - BASE or URI of ldap.conf, found where libldap would find it
 *
 * Read are, each overriding the ones before: the system's ldap.conf, ldaprc and .ldaprc of the
 * home folder, ldaprc here, the file that LDAPCONF names, the files that LDAPRC names, and last
 * LDAPBASE or LDAPURI. A file that is there and cannot be read might have one: unless a later one has,
 * there is no answer. With LDAPNOINIT, or for a program that runs with other rights than its caller, the
 * same ones are left out as libldap does. Nothing else of these files has any influence on us; but
 * libldap reads them as well, and waits for a named pipe.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ldap/prov_ldap.h"

struct reading {
	const char *word;		/* BASE, URI */
	char **value, **found_in;
	struct prov_str *looked_at;
	struct prov_err *unreadable;	/* the last file that cannot be read, since a value was found */
};

typedef int file_fn(void *data, const char *path, bool needed, struct prov_err *err);

static void take(struct reading *r, const char *value, size_t len, const char *where)
{
	free(*r->value);
	free(*r->found_in);
	*r->value = prov_strndup(value, len);
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
	if ((size_t)(p - word) != strlen(r->word) || strncasecmp(word, r->word, strlen(r->word)) != 0)
		return;
	while (p < end && isspace((unsigned char)*p))
		p++;
	if (p < end)
		take(r, p, (size_t)(end - p), path);
}

/* needed: it counts, too, if it cannot be told whether the file is there. */
static int read_conf(void *data, const char *path, bool needed, struct prov_err *unreadable)
{
	PROV_CLEANUP(prov_str_fini) struct prov_str text = PROV_STR_INIT;
	struct prov_err err = PROV_ERR_INIT;
	struct reading *r = data;
	int there = prov_file_look(path);

	if (there == 0 || (there < 0 && !needed))
		return 0;
	prov_str_addf(r->looked_at, "%s%s", r->looked_at->len ? ", " : "", path);
	if (prov_file_read(path, 1 << 20, &text, &err) < 0) {
		prov_fail(unreadable, PROV_E_CONFIG, "\"%s\" is there but unreadable: %s", path, err.msg);
		return 0;
	}
	for (const char *p = text.p; *p; ) {
		const char *end = p + strcspn(p, "\n");

		read_line(r, p, end, path);
		p = *end ? end + 1 : end;
	}
	return 0;
}

/* name and .name in the home folder, name here. */
static int each_user_file(const char *name, file_fn *fn, void *data, struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *visible = NULL;
	PROV_CLEANUP(prov_freep) char *hidden = NULL;
	const char *home = getenv("HOME");

	if (home) {
		visible = prov_asprintf("%s/%s", home, name);
		hidden = prov_asprintf("%s/.%s", home, name);
		if (fn(data, visible, false, err) < 0 || fn(data, hidden, false, err) < 0)
			return -1;
	}
	return fn(data, name, false, err);
}

/* All files in their order, until fn fails. */
static int each_file(file_fn *fn, void *data, struct prov_err *err)
{
	static const char *const system[] = { "/etc/ldap/ldap.conf", "/etc/openldap/ldap.conf" };
	const char *name;

	for (size_t i = 0; i < COUNT(system); i++)
		if (fn(data, system[i], true, err) < 0)
			return -1;
	if (geteuid() != getuid())
		return 0;
	if (each_user_file("ldaprc", fn, data, err) < 0)
		return -1;
	name = getenv("LDAPCONF");
	if (name && fn(data, name, true, err) < 0)
		return -1;
	name = getenv("LDAPRC");
	return name ? each_user_file(name, fn, data, err) : 0;
}

int prov_ldap_conf_get(const char *word, char **value, char **found_in, struct prov_str *looked_at,
		       struct prov_err *err)
{
	PROV_CLEANUP(prov_freep) char *variable = prov_asprintf("LDAP%s", word);
	PROV_CLEANUP(prov_freep) char *where = prov_asprintf("environment variable %s", variable);
	struct reading r = { word, value, found_in, looked_at, err };
	const char *text = getenv(variable);

	*value = *found_in = NULL;
	if (getenv("LDAPNOINIT")) {
		prov_str_add(looked_at, "nothing, since LDAPNOINIT is set");
		return 0;
	}
	if (each_file(read_conf, &r, err) < 0)
		return -1;
	if (text && geteuid() == getuid())
		take(&r, text, strlen(text), where);
	return err->code != PROV_OK ? -1 : *value != NULL;
}

static int refuse_pipe(void *data, const char *path, bool needed, struct prov_err *err)
{
	struct stat st;

	(void)data;
	(void)needed;
	if (stat(path, &st) == 0 && S_ISFIFO(st.st_mode))
		return prov_fail(err, PROV_E_CONFIG, "\"%s\" is a pipe, not a file", path);
	return 0;
}

int prov_ldap_conf_check(struct prov_err *err)
{
	return getenv("LDAPNOINIT") ? 0 : each_file(refuse_pipe, NULL, err);
}
