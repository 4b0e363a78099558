/* SPDX-License-Identifier: Apache-2.0 */
/*
 * config_errors.c - what wrong configuration files are answered with: file, line, reason, hint
 */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libprov/base/base.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmp.h"

#include <prov/config.h>

struct wrong {
	const char *text;
	const char *msg;	/* behind the path; NULL: the file is good */
	const char *hint;	/* a part of it; "": none */
};

static const struct wrong wrong[] = {
	/* names */
	{ "ldap: {\n tiemout = 5;\n};", ":2: unknown setting \"ldap.tiemout\"",
	  "Did you mean \"ldap.timeout\"?" },
	{ "ldap: { metrics_file = \"/x\"; };", ":1: unknown setting \"ldap.metrics_file\"",
	  "Did you mean \"sync.metrics_file\"?" },
	{ "lap: { uri = \"ldap://x\"; };", ":1: unknown section \"lap\"", "Did you mean \"ldap\"?" },
	{ "lease = 5;", ":1: unknown setting \"lease\"", "Did you mean \"sync.lease\"?" },
	{ "ldap: { colour = 5; };", ":1: unknown setting \"ldap.colour\"", "" },
	{ "completely_else: { a = 1; };", ":1: unknown section \"completely_else\"", "" },
	{ "ldap = 5;", ":1: \"ldap\" must be a group { ... }", "" },
	{ "ldap: { bind_password = \"x\"; };", ":1: unknown setting \"ldap.bind_password\"",
	  "name that with password_file" },
	{ "source: { a: { password = \"x\"; }; };", ":1: unknown setting \"source.a.password\"",
	  "name that with password_file" },
	{ "source: { a: { user_fliter = \"x\"; }; };", ":1: unknown setting \"source.a.user_fliter\"",
	  "Did you mean \"source.a.user_filter\"?" },
	{ "source: { a = 5; };", ":1: \"source.a\" must be a group { ... }", "source: {" },
	{ "source: { a*: { }; };",
	  ":1: the name of a source has letters, digits, - and _, not \"a*\"", "" },
	{ "notify: { a = 5; };", ":1: \"notify.a\" must be a group { ... }", "notify: {" },
	{ "notify: { a: { }; };", ":1: \"notify.a\" needs a command that begins with an absolute path",
	  "command = (" },
	{ "notify: { a: { command = ( \"x\" ); }; };",
	  ":1: \"notify.a\" needs a command that begins with an absolute path", "command = (" },
	{ "notify: { a: { command = ( \"/x\" ); events = ( \"passwords\" ); }; };",
	  ":1: \"notify.a.events\" must be: words such as password", "" },
	{ "notify: { a: { comand = ( \"/x\" ); command = ( \"/x\" ); }; };",
	  ":1: unknown setting \"notify.a.comand\"", "Did you mean \"notify.a.command\"?" },
	{ "notify: { a: { command = ( \"/x\", \"\", \"--y\" ); events = [ \"delete\" ]; }; };", NULL, "" },
	/* types */
	{ "ldap: { timeout = \"30\"; };", ":1: \"ldap.timeout\" must be an integer, not a string",
	  "" },
	{ "ldap: { timeout = 5.9; };",
	  ":1: \"ldap.timeout\" must be an integer, not a number with a fraction", "" },
	{ "ldap: { starttls = 1; };", ":1: \"ldap.starttls\" must be true or false, not an integer",
	  "" },
	{ "ldap: { uri = 389; };", ":1: \"ldap.uri\" must be a string, not an integer", "" },
	{ "ldap: { uri = [ \"ldap://x\" ]; };", ":1: \"ldap.uri\" must be a string, not a list", "" },
	{ "ldap: { base = true; };", ":1: \"ldap.base\" must be a string, not true or false", "" },
	{ "licence: { keys = \"/a\"; };",
	  ":1: \"licence.keys\" must be a list of strings, not a string", "" },
	{ "licence: { keys = ( \"/a\", 1 ); };",
	  ":1: \"licence.keys\" must be a string, not an integer", "" },
	{ "source: { a: { user = \"x\"; }; };",
	  ":1: \"source.a.user\" must be a group { field = \"expression\"; ... }, not a string",
	  "" },
	{ "source: { a: { user = {\n mail = 1; }; }; };",
	  ":2: \"mail\" must be a string, not an integer", "" },
	{ "source: { a: { contexts = { base = \"x\"; }; }; };",
	  ":1: \"source.a.contexts\" must be a list of groups ( { ... }, { ... } ), not a group "
	  "{ ... }", "" },
	{ "source: { a: { contexts = ( 1 ); }; };",
	  ":1: \"source.a.contexts\" must be a list of groups ( { ... }, { ... } ), not an integer",
	  "" },
	/* ranges */
	{ "ldap: { timeout = 0; };", ":1: \"ldap.timeout\" is 0, but must be 1 to 86400", "" },
	{ "ldap: { timeout = 86401; };", ":1: \"ldap.timeout\" is 86401, but must be 1 to 86400",
	  "" },
	/* BL7: a setting as it is called everywhere, but in this file */
	{ "\nldap.uri = \"ldap://x\";", ":2: \"ldap.uri\" stands in a section",
	  "write: ldap: { uri = \"ldap://x\"; }; (all settings of \"ldap\" in one)" },
	{ "source.hq.grace:5", ":1: \"source.hq.grace\" stands in a section",
	  "write: source: { hq: { grace = 5; }; }; (all settings of \"source\" in one)" },
	{ "ldap: { timeout = 4294967326; };", ":1: the number 4294967326 is too large", "" },
	{ "ldap: { timeout = 4294967326L; };",
	  ":1: \"ldap.timeout\" is 4294967326, but must be 1 to 86400", "" },
	{ "ldap: { timeout = 0x100000001; };", ":1: the number 0x100000001 is too large", "" },
	{ "source: { a: { max_delete = 101; }; };",
	  ":1: \"source.a.max_delete\" is 101, but must be 0 to 100", "" },
	{ "source: { a: { grace = -2; }; };",
	  ":1: \"source.a.grace\" is -2, but must be -1 to 3650", "" },
	/* words and forms */
	{ "password: { scheme = \"md5\"; };",
	  ":1: \"password.scheme\" must be one of yescrypt, sha512, not \"md5\"", "" },
	{ "password: { scheme = \"\"; };",
	  ":1: \"password.scheme\" must be one of yescrypt, sha512, not \"\"", "" },
	{ "source: { a: { profile = \"ad,389ds\"; }; };",
	  ":1: \"source.a.profile\" must be one of auto, openldap, ucs, ad, 389ds, not \"ad,389ds\"", "" },
	{ "ldap: { sasl = \"GSSAPI\"; };",
	  ":1: \"ldap.sasl\" must be one of EXTERNAL, not \"GSSAPI\"", "" },
	{ "ldap: { password_file = \"secret\"; };",
	  ":1: \"ldap.password_file\" must be: absolute path", "start with \"/\"" },
	{ "ldap: { uri = \"localhost\"; };",
	  ":1: \"ldap.uri\" must be: ldap://, ldaps:// or ldapi:// addresses", "" },
	{ "ldap: { uri = \"ldap://a http://b\"; };",
	  ":1: \"ldap.uri\" must be: ldap://, ldaps:// or ldapi:// addresses", "" },
	{ "names: { user = \"a-z\"; };", ":1: \"names.user\" must be: [characters and a-z ranges]",
	  "" },
	{ "licence: { keys = ( \"\" ); };", ":1: \"licence.keys\" must be: absolute path", "" },
	{ "ldap: { base = \"a\\x01b\"; };", ":1: \"ldap.base\" has a control character", "" },
	{ "ldap: { base = \"\xff\"; };", ":1: \"ldap.base\" is not valid UTF-8", "" },
	{ "source: { a: { user = { x = \"\xff\"; }; }; };", ":1: \"x\" is not valid UTF-8", "" },
	/* secrets in the connection string */
	{ "database: { conninfo = \"host=x password=geheim\"; };",
	  ":1: \"database.conninfo\" must be: without a password", "passfile=" },
	{ "database: { conninfo = \"postgresql://me:geheim@x/db\"; };",
	  ":1: \"database.conninfo\" must be: without a password", "passfile=" },
	{ "database: { conninfo = \"postgresql://x/db?sslpassword=geheim\"; };",
	  ":1: \"database.conninfo\" must be: without a password", "passfile=" },
	{ "database: { conninfo = \"postgresql://me@x:5432,y:5432/db?passfile=/p\"; };", NULL, "" },
	/* sources */
	{ "source: { a: {\n contexts = ( { base = \"x\"; } ); }; };",
	  ":2: every element of \"source.a.contexts\" needs base and context", "" },
	{ "source: { a: {\n contexts = ( { base = \"x\"; context = \"1\"; ctx = 1; } ); }; };",
	  ":2: unknown setting \"ctx\" in \"source.a.contexts\"", "base and context" },
	{ "source: { a: { context = \"1\"; contexts = ( { base = \"x\"; context = \"1\"; } ); }; };",
	  ":1: source \"a\" has both context and contexts", "" },
	/* syntax, and what libconfig does not notice */
	{ "ldap: {\n uri = \n};", ":3: syntax error", "" },
	{ "ldap: { uri = \"a\n", ":2: syntax error", "" },
	{ "a = 1;\na = 2;", ":2: duplicate setting name", "" },
	{ "# x\n/* \n */ @include \"/etc\"\n", ":3: @include is not supported", "" },
	{ "ldap: { base = \"a\\x00b\"; };", ":1: a string cannot hold a NUL byte", "" },
	{ "# @include \"x\" 99999999999\n// 99999999999\nldap: { base = \"99999999999 @include\"; "
	  "bind_dn = \"\\\"99999999999\"; };", NULL, "" },
};

static void check(struct tmp *tmp, const struct wrong *w)
{
	const char *path = tmp_file(tmp, "prov.conf", w->text);
	PROV_CLEANUP(prov_freep) char *msg = w->msg ? prov_asprintf("%s%s", path, w->msg) : NULL;
	PROV_CLEANUP(prov_config_freep) struct prov_config *config = NULL;
	struct prov_err err = PROV_ERR_INIT;

	if (!w->msg) {
		ok(prov_config_load(path, &config, &err) == 0, "good: %.40s", err.msg);
		return;
	}
	ok(prov_config_load(path, &config, &err) == -1 && !config, "refused%s", w->msg);
	is_err(&err, PROV_E_CONFIG, "as a problem of the configuration");
	is_str(err.msg, msg, "with file, line and reason");
	ok(*w->hint ? strstr(err.hint, w->hint) != NULL : !*err.hint, "with the hint \"%s\"",
	   err.hint);
	ok(!strstr(err.msg, "geheim") && !strstr(err.detail, "geheim"), "without the secret");
}

/* The first problem is the message, the others are told as well. */
static void test_several(struct tmp *tmp)
{
	const char *path = tmp_file(tmp, "prov.conf", "ldap: {\n uri = 5;\n tiemout = 5;\n};\n"
				    "sync: { lease = 0; };");
	PROV_CLEANUP(prov_freep) char *detail = prov_asprintf(
		"%s:3: unknown setting \"ldap.tiemout\" (Did you mean \"ldap.timeout\"?)\n"
		"%s:5: \"sync.lease\" is 0, but must be 1 to 86400", path, path);
	PROV_CLEANUP(prov_config_freep) struct prov_config *config = NULL;
	struct prov_err err = PROV_ERR_INIT;

	ok(prov_config_load(path, &config, &err) == -1, "a file with three problems");
	ok(strstr(err.msg, ":2: \"ldap.uri\"") != NULL, "the first is the message");
	is_str(err.detail, detail, "the others are the detail");
}

static void test_unreadable(struct tmp *tmp)
{
	PROV_CLEANUP(prov_config_freep) struct prov_config *config = NULL;
	struct prov_err err = PROV_ERR_INIT;
	const char *path = tmp_bytes(tmp, "nul.conf", "\n\0a = 5;", 8);

	ok(prov_config_load(path, &config, &err) == -1, "a file with a NUL byte");
	ok(strstr(err.msg, ":2: the file holds a NUL byte") != NULL, "its message: %s", err.msg);
	ok(prov_config_load(tmp->dir, &config, &err) == -1, "a folder is no file");
	ok(strstr(err.msg, ": Is a directory") != NULL, "its message: %s", err.msg);
	path = tmp_path(tmp, "nul.conf");
	if (chmod(path, 0) < 0 || (geteuid() == 0 && seteuid(65534) < 0))
		abort();
	ok(prov_config_load(path, &config, &err) == -1, "a file that may not be read");
	is_err(&err, PROV_E_CONFIG, "is a problem of the configuration");
	ok(strstr(err.msg, ": Permission denied") != NULL, "its message: %s", err.msg);
	if (getuid() == 0 && seteuid(0) < 0)
		abort();
}

int main(void)
{
	struct tmp tmp;

	tmp_open(&tmp);
	for (size_t i = 0; i < COUNT(wrong); i++)
		check(&tmp, &wrong[i]);
	test_several(&tmp);
	test_unreadable(&tmp);
	tmp_close(&tmp);
	return done();
}
