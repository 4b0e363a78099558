/* SPDX-License-Identifier: Apache-2.0 */
/*
 * config.c - loading prov.conf: values, defaults, sources, and where the file is looked for
 *
 * What wrong files are answered with is in config_errors.c.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libprov/base/base.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmp.h"

#include <prov/config.h>

static const char full[] =
	"# a comment\n"
	"database: { conninfo = \"host=db1,db2 dbname=prov\"; timeout = 5; };\n"
	"ldap: {\n"
	"  uri = \"ldaps://a.example ldap://b.example:389\"; base = \"dc=example,dc=com\";\n"
	"  bind_dn = \"cn=prov\"; password_file = \"/etc/prov/ldap.secret\"; starttls = true;\n"
	"  sasl = \"EXTERNAL\"; network_timeout = 86400L;\n"
	"};\n"
	"names: { user = \"[a-z\\.]\"; user_lower = true; };\n"
	"password: { scheme = \"sha512\"; };\n"
	"licence: { keys = [ \"/a.pem\", \"/b.pem\" ]; };\n"
	"source: {\n"
	"  company: {\n"
	"    profile = \"ucs\"; base = \"dc=example,dc=com\"; grace = -1; groups = false;\n"
	"    contexts = ( { base = \"ou=sales\"; context = \"sales\"; },\n"
	"                 { base = \"ou=it\"; context = \"2\"; } );\n"
	"    user: {\n"
	"      mail = \"${mail:-${uid}@example.com}\";\n"
	"\n"
	"      name = \"${uid}\";\n"
	"    };\n"
	"    group: { name = \"${cn}\"; };\n"
	"  };\n"
	"  other: { uri = \"ldapi:///\"; context = \"3\"; adopt = \"mail\"; };\n"
	"};\n";

/* Loads path or ends the test. */
static struct prov_config *load(const char *path)
{
	struct prov_config *config = NULL;
	struct prov_err err = PROV_ERR_INIT;

	if (!ok(prov_config_load(path, &config, &err) == 0, "%s is loaded", path ? "it" : "nothing"))
		tap_diag("message: ", err.msg);
	return config;
}

static void is_value(const struct prov_config *config, const char *key, const char *want)
{
	PROV_CLEANUP(prov_freep) char *got = prov_config_get(config, key);

	is_str(got, want, "the value of %s", key);
}

static void test_values(const struct prov_config *c)
{
	is_str(c->database_conninfo, "host=db1,db2 dbname=prov", "a string");
	is_int(c->database_timeout, 5, "an integer");
	is_int(c->ldap_network_timeout, 86400, "an integer with L");
	ok(c->ldap_starttls, "a boolean");
	is_str(c->names_user, "[a-z\\.]", "a backslash stays");
	is_str(c->password_scheme, "sha512", "one of several words");
	is_int((long long)c->licence_key_count, 2, "a list of two");
	is_str(c->licence_keys[1], "/b.pem", "the second of the list");
	is_int(c->database_bulk_timeout, 3600, "not given: the default");
	is_str(c->user_timezone, "Europe/Berlin", "the section is not given: the default");
}

static void test_sources(const struct prov_config *c)
{
	struct prov_err err = PROV_ERR_INIT;
	const struct prov_source_config *s = prov_config_source(c, "company", &err);

	is_int((long long)c->source_count, 2, "two sources");
	if (!ok(s != NULL, "the source is found by name"))
		return;
	is_str(s->profile, "ucs", "its profile");
	is_int(s->grace, -1, "never delete");
	ok(!s->groups, "no groups");
	is_int(s->limits.percent[PROV_LIMIT_MISSING], 5, "the default of a source");
	ok(s->uri == NULL, "no address of its own: NULL");
	is_int((long long)s->context_count, 2, "two contexts");
	is_str(s->contexts[1].base, "ou=it", "the subtree of the second");
	is_str(s->contexts[1].context, "2", "the context of the second");
	is_int((long long)s->user_count, 2, "two fields of users");
	is_str(s->user[0].field, "mail", "in the order of the file");
	is_str(s->user[0].expr, "${mail:-${uid}@example.com}", "the expression as it stands");
	is_int(s->user[0].line, 17, "the line of the first field");
	is_int(s->user[1].line, 19, "the line of the second field");
	is_str(s->group[0].expr, "${cn}", "the field of a group");
	is_str(c->sources[1].profile, "auto", "the default profile");
	is_str(c->sources[1].adopt, "mail", "adopt by mail");
}

static void test_source_errors(const struct prov_config *c, const struct prov_config *none)
{
	struct prov_err err = PROV_ERR_INIT;

	ok(!prov_config_source(c, "compny", &err), "an unknown source");
	is_err(&err, PROV_E_CONFIG, "is a problem of the configuration");
	is_str(err.msg, "there is no source \"compny\", only: company, other", "its message");
	ok(!prov_config_source(c, NULL, &err), "no name, but two sources");
	is_str(err.msg, "there are several sources, name one of: company, other", "its message");
	ok(!prov_config_source(none, NULL, &err), "no source at all");
	is_str(err.msg, "no directory is configured as source of users", "its message");
	ok(strstr(err.hint, "prov.conf(5)") != NULL, "its hint");
}

static void test_get(const struct prov_config *c)
{
	is_value(c, "ldap.uri", "ldaps://a.example ldap://b.example:389");
	is_value(c, "ldap.timeout", "30");
	is_value(c, "ldap.starttls", "true");
	is_value(c, "auth.required", "false");
	is_value(c, "licence.keys", "/a.pem,/b.pem");
	is_value(c, "source.company.profile", "ucs");
	is_value(c, "source.company.uri", "");
	is_value(c, "source.company.contexts", "ou=sales -> sales\nou=it -> 2");
	is_value(c, "source.company.user",
		 "mail = ${mail:-${uid}@example.com}\nname = ${uid}");
	is_value(c, "source.other.user", "");
	is_value(c, "ldap.tiemout", NULL);
	is_value(c, "ldap", NULL);
	is_value(c, "source.nobody.uri", NULL);
	is_value(c, "source.company", NULL);
	is_value(c, "source.company.nothing", NULL);
	is_value(c, "source.*.uri", NULL);
}

/* Every row of the table can be asked for, and a file without it yields the default it names. */
static void test_table(const struct prov_config *none)
{
	struct prov_setting_info info;
	size_t count = 0, wrong = 0;

	for (; prov_config_setting(count, &info); count++) {
		PROV_CLEANUP(prov_freep) char *value = prov_config_get(none, info.key);

		if (!*info.doc || !*info.type)
			wrong++;
		if (!strchr(info.key, '*') && (!value || strcmp(value, info.def)))
			wrong++;
	}
	ok(count > 50, "the table has its rows (%zu)", count);
	is_int((long long)wrong, 0, "rows without words, or with another default than they say");
	ok(!prov_config_setting(count, &info), "the table ends");
}

static void test_only_source(struct tmp *tmp)
{
	const char *path = tmp_file(tmp, "one.conf", "source: { main: { context = \"1\"; }; };\n");
	PROV_CLEANUP(prov_config_freep) struct prov_config *c = load(path);
	struct prov_err err = PROV_ERR_INIT;
	const struct prov_source_config *s = prov_config_source(c, NULL, &err);

	is_str(s ? s->name : NULL, "main", "the only source needs no name");
	is_str(c->path, path, "the path of the file is known");
}

/* PROV_CONFIG, then the personal file; nothing anywhere is fine. */
static void test_places(struct tmp *tmp)
{
	struct prov_config *c = NULL;
	struct prov_err err = PROV_ERR_INIT;

	if (access("/etc/prov", F_OK) == 0) {
		ok(true, "default places # SKIP this machine has a configuration in /etc/prov");
		return;
	}
	unsetenv("PROV_CONFIG");
	setenv("XDG_CONFIG_HOME", tmp->dir, 1);
	c = load(NULL);
	ok(c->path == NULL, "no file anywhere: defaults");
	is_err(&err, PROV_OK, "and no error");
	prov_config_freep(&c);
	tmp_dir(tmp, "prov");
	tmp_file(tmp, "prov/prov.conf", "ucr: { root = \"/personal\"; };");
	c = load(NULL);
	is_str(c->ucr_root, "/personal", "XDG_CONFIG_HOME/prov/prov.conf is read");
	prov_config_freep(&c);
	setenv("PROV_CONFIG", tmp_file(tmp, "named.conf", "ucr: { root = \"/named\"; };"), 1);
	c = load(NULL);
	is_str(c->ucr_root, "/named", "PROV_CONFIG comes first");
	prov_config_freep(&c);
	setenv("PROV_CONFIG", "/nonexistent/prov.conf", 1);
	ok(prov_config_load(NULL, &c, &err) < 0 && !c, "a named file must exist");
	is_err(&err, PROV_E_CONFIG, "else it is an error");
	is_str(err.msg, "cannot open \"/nonexistent/prov.conf\": No such file or directory",
	       "its message");
	is_int(err.native, ENOENT, "its errno");
	ok(strstr(err.hint, "PROV_CONFIG") != NULL, "its hint");
}

int main(void)
{
	struct tmp tmp;

	tmp_open(&tmp);
	PROV_CLEANUP(prov_config_freep) struct prov_config *c =
		load(tmp_file(&tmp, "full.conf", full));
	PROV_CLEANUP(prov_config_freep) struct prov_config *none =
		load(tmp_file(&tmp, "empty.conf", ""));

	if (c && none) {
		test_values(c);
		test_sources(c);
		test_source_errors(c, none);
		test_get(c);
		test_table(none);
		test_only_source(&tmp);
		test_places(&tmp);
	}
	tmp_close(&tmp);
	return done();
}
