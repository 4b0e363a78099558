/* SPDX-License-Identifier: Apache-2.0 */
/*
 * settings.c - THE table of settings: key, field, default, range, meaning
 *
 * A new setting is a field in prov/config.h, a row here and an entry in prov.conf(5); see
 * docs/howto-add-a-setting.md. The macros make the compiler refuse a row whose type is not that
 * of its field.
 */
#include <stdlib.h>
#include <string.h>

#include <prov/access.h>

#include "libprov/base/base.h"
#include "libprov/config/settings.h"
#include "libprov/config/settings_rule.h"

/* 0, or an array of negative size if field f of struct S is no T */
#define IS(S, T, f) (0 * sizeof(char[_Generic(&((struct S *)0)->f, T *: 1, default: -1)]))

#define ROW(S, K, T, key, f) key, (enum prov_setting_type)(K + IS(S, T, f)), offsetof(struct S, f)

#define STRING_OF(S, key, f, def, range, rule, advice, doc) \
	{ ROW(S, PROV_T_STRING, const char *, key, f), 0, def, 0, 0, 0, range, rule, advice, doc }
#define INTEGER_OF(S, key, f, def, lo, hi, doc) \
	{ ROW(S, PROV_T_INTEGER, int, key, f), 0, #def, def, lo, hi, #lo " to " #hi, NULL, NULL, \
	  doc }
#define BOOLEAN_OF(S, key, f, def, word, doc) \
	{ ROW(S, PROV_T_BOOLEAN, bool, key, f), 0, word, def, 0, 1, "", NULL, NULL, doc }
#define LIST_OF(S, K, T, key, f, n, range, rule, doc) \
	{ ROW(S, K, T, key, f), offsetof(struct S, n) + IS(S, size_t, n), "", 0, 0, 0, range, \
	  rule, NULL, doc }

#define TEXT(key, f, def, doc) STRING_OF(prov_config, key, f, def, "", NULL, NULL, doc)
#define WORD(key, f, def, words, doc) \
	STRING_OF(prov_config, key, f, def, words, prov_settings_rule_word, NULL, doc)
#define PATH(key, f, def, doc) STRING_OF(prov_config, key, f, def, RANGE_PATH, \
	prov_settings_rule_path, ADVICE_PATH, doc)
#define URIS(key, f, def, doc) STRING_OF(prov_config, key, f, def, RANGE_URIS, \
	prov_settings_rule_uris, NULL, doc)
#define CLASS(key, f, def, doc) STRING_OF(prov_config, key, f, def, RANGE_CLASS, \
	prov_settings_rule_class, NULL, doc)
#define CONNINFO(key, f, def, doc) STRING_OF(prov_config, key, f, def, RANGE_CONNINFO, \
	prov_settings_rule_conninfo, ADVICE_CONNINFO, doc)
#define INTEGER(key, f, def, lo, hi, doc) INTEGER_OF(prov_config, key, f, def, lo, hi, doc)
#define ON(key, f, doc) BOOLEAN_OF(prov_config, key, f, true, "true", doc)
#define OFF(key, f, doc) BOOLEAN_OF(prov_config, key, f, false, "false", doc)
#define PATHS(key, f, n, doc) LIST_OF(prov_config, PROV_T_STRINGS, const char **, key, f, n, \
	RANGE_PATH, prov_settings_rule_path, doc)

static const struct prov_setting settings[] = {
	CONNINFO("database.conninfo", database_conninfo, "",
		"the PostgreSQL database, as libpq writes it; empty: the private database"),
	INTEGER("database.timeout", database_timeout, 60, 1, 86400,
		"seconds that one statement of a command may take"),
	INTEGER("database.bulk_timeout", database_bulk_timeout, 3600, 1, 86400,
		"seconds that one statement of an import or a synchronisation may take"),
	INTEGER("database.patience", database_patience, 10, 0, 3600,
		"seconds to wait for a server that restarts or fails over; 0: not at all"),
	TEXT("database.os_user", database_os_user, PROV_DB_USER,
		"who runs the private database when root makes it"),

	URIS("ldap.uri", ldap_uri, "", "LDAP servers, tried in order"),
	TEXT("ldap.base", ldap_base, "", "base DN; empty: looked for as ldapbase(8) does"),
	TEXT("ldap.bind_dn", ldap_bind_dn, "", "who asks the directory; empty: anonymous"),
	PATH("ldap.password_file", ldap_password_file, "", "file with the password of bind_dn"),
	OFF("ldap.starttls", ldap_starttls, "switch ldap:// connections to TLS before the bind"),
	PATH("ldap.ca_file", ldap_ca_file, "",
		"certificates that servers are checked with; empty: those of the system"),
	WORD("ldap.sasl", ldap_sasl, "", "EXTERNAL", "SASL mechanism of the bind; empty: simple"),
	INTEGER("ldap.timeout", ldap_timeout, 30, 1, 86400,
		"seconds to wait for the next message of the server"),
	INTEGER("ldap.network_timeout", ldap_network_timeout, 10, 1, 86400,
		"seconds to wait for a connection"),

	OFF("auth.required", auth_required, "-A and -P are mandatory"),
	OFF("auth.master_override", auth_master_override,
		"the master admin may act for every context admin"),

	TEXT("access.default", access_default, PROV_ACCESS_DEFAULT,
		"module access of a new user: a combination, or context-admin: as the admin"),
	TEXT("access.new_context", access_new_context, "",
		"module access of the admin of a new context; empty: webmail and contacts"),
	PATH("access.definitions", access_definitions, "",
		"ModuleAccessDefinitions.properties with the combinations; empty: built in"),
	STRING_OF(prov_config, "access.capabilities", access_capabilities, "", RANGE_CAPABILITIES,
		prov_settings_rule_capabilities, NULL,
		"capabilities of every user, unless the context or the user has it otherwise"),

	CLASS("names.user", names_user, "[$@%\\.+a-zA-Z0-9_-]", "characters of a user name"),
	CLASS("names.group", names_group, "[ $@%\\.+a-zA-Z0-9_-]", "characters of a group name"),
	CLASS("names.resource", names_resource, "[ $@%\\.+a-zA-Z0-9_-]",
		"characters of a resource name"),
	CLASS("names.mapping", names_mapping, "[$%\\.+a-zA-Z0-9_-]",
		"characters of a login mapping"),
	OFF("names.user_lower", names_user_lower, "store user names in lower case"),
	ON("names.group_lower", names_group_lower, "store group names in lower case"),
	ON("names.resource_lower", names_resource_lower, "store resource names in lower case"),
	OFF("names.user_changeable", names_user_changeable, "users may be renamed"),
	ON("names.unique_display_name", names_unique_display_name,
		"a new user may not have the display name of another one of its context"),

	STRING_OF(prov_config, "mail.delimiter", mail_delimiter, "+", RANGE_DELIMITER,
		prov_settings_rule_delimiter, NULL,
		"where mail servers cut the local part of an address; empty: nowhere"),

	STRING_OF(prov_config, "user.language", user_language, "en_US", RANGE_LANGUAGE,
		prov_settings_rule_language, NULL, "language of a new user"),
	STRING_OF(prov_config, "user.timezone", user_timezone, "Europe/Berlin", RANGE_ZONE,
		prov_settings_rule_zone, NULL, "time zone of a new user"),

	WORD("password.scheme", password_scheme, "yescrypt", "yescrypt, sha512",
		"how new passwords are hashed"),

	PATH("ucr.root", ucr_root, "/", "folder that the UCR files are looked for below"),

	INTEGER("log.keep", log_keep, 0, 0, 36500,
		"days for which provdb prune-log keeps lines of the change log; 0: for ever"),

	STRING_OF(prov_config, "report.url", report_url, "", RANGE_HTTPS, prov_settings_rule_https, NULL,
		"where reports are sent, as the vendor says it; empty: nothing is sent"),
	PATH("report.ca_file", report_ca_file, "",
		"certificates that the vendor's server is verified with; empty: those of the system"),
	STRING_OF(prov_config, "report.proxy", report_proxy, "", RANGE_PROXY, prov_settings_rule_proxy, NULL,
		"a proxy for reports; empty: what the environment says"),
	PATH("report.proxy_login_file", report_proxy_login_file, "",
		"file with USER:PASSWORD for that proxy"),
	INTEGER("report.timeout", report_timeout, 30, 1, 3600, "seconds for one try to send a report"),
	INTEGER("report.connect_timeout", report_connect_timeout, 10, 1, 3600,
		"seconds until a connection for it is there"),
	INTEGER("report.tries", report_tries, 3, 1, 10, "how often sending is tried where that may help"),

	PATH("support.folder", support_folder, "",
		"where tickets and attachments are kept; empty: /var/lib/prov-support for root"),
	TEXT("support.to", support_to, "", "address that tickets are sent to"),
	TEXT("support.gpg_key", support_gpg_key, "",
		"fingerprint of the gpg key that attachments are encrypted to; empty: they are not"),
	PATH("support.sendmail", support_sendmail, "/usr/sbin/sendmail",
		"the sendmail interface of this machine"),

	PATH("licence.file", licence_file, "", "licence that limits the users; empty: no limit"),
	PATHS("licence.keys", licence_keys, licence_key_count,
		"PEM files with the public keys that may sign a licence"),
	TEXT("licence.product", licence_product, "", "product that a licence is requested for"),
	PATH("keys.file", keys_file, "", "the keys of contracts; empty: the file keys beside prov.conf"),

	STRING_OF(prov_config, "web.url", web_url, "", RANGE_WEB, prov_settings_rule_web, NULL,
		"where people reach provweb, such as https://mail.example.com; empty: there is none"),
	INTEGER("web.token", web_token, 60, 1, 3600,
		"seconds for which what onetimelogin prints can be used"),
	INTEGER("web.session", web_session, 28800, 60, 2592000, "seconds after which a session ends"),
	PATH("web.landing", web_landing, "/SOGo/", "path that people are sent to when they are logged in"),
	PATH("web.dovecot", web_dovecot, "/run/dovecot/auth-web", "socket at which Dovecot is asked"),
	INTEGER("web.account_failures", web_account_failures, 10, 1, 1000000,
		"wrong passwords of an account before it has to wait"),
	INTEGER("web.address_failures", web_address_failures, 50, 1, 1000000,
		"wrong passwords of an address before it has to wait"),
	INTEGER("web.failure_time", web_failure_time, 600, 1, 86400,
		"seconds in which so many are forgotten"),

	PATH("sync.metrics_file", sync_metrics_file, "",
		"where ldapsync writes metrics for node_exporter; empty: nowhere"),
	INTEGER("sync.deadline", sync_deadline, 21600, 0, 31536000,
		"seconds within which a run must have read and planned everything; 0: no limit"),
	INTEGER("sync.lease", sync_lease, 600, 1, 86400,
		"seconds after which a silent run counts as dead"),
	INTEGER("sync.history", sync_history, 1000, 1, 1000000,
		"records of runs that are kept, of each source; runs that changed nothing share one"),
	INTEGER("sync.remind", sync_remind, 23, 0, 8760,
		"hours after which a failure that has not changed is told again; 0: in each run"),
	INTEGER("sync.overdue", sync_overdue, 86400, 0, 31536000,
		"seconds without a run after which ldapsync --status calls a source overdue; 0: never"),

	INTEGER("status.timeout", status_timeout, 8, 1, 3600,
		"seconds within which prov status has to be ready"),
	INTEGER("status.max_age", status_max_age, 86400, 0, 31536000,
		"seconds without a run that was carried out after which a source is critical; 0: never"),
	INTEGER("status.limit_used", status_limit_used, 80, 1, 1000,
		"percent of a limit that a run may come to before it is a warning"),
	INTEGER("status.rejected", status_rejected, 0, 0, 1000000000,
		"so many entries of a source may be rejected before it is a warning"),
	INTEGER("status.missing", status_missing, -1, -1, 1000000000,
		"so many users of a source may be missing before it is a warning; -1: any number"),
	INTEGER("status.licence_days", status_licence_days, 30, 0, 36500,
		"days before the end of the licence from which on it is a warning"),
	INTEGER("status.licence_used", status_licence_used, 90, 1, 101,
		"percent of the users of the licence from which on it is a warning; 101: never"),
	INTEGER("status.connections", status_connections, 80, 1, 101,
		"percent of the connections of the server, or of a role, that are a warning; 101: never"),
	INTEGER("status.clock", status_clock, 60, 1, 86400,
		"seconds by which clocks may differ before it is a warning"),
};

#define S_TEXT(key, f, doc) STRING_OF(prov_source_config, PROV_SOURCE_PREFIX key, f, NULL, "", \
	NULL, NULL, doc)
#define S_WORD(key, f, def, words, doc) STRING_OF(prov_source_config, PROV_SOURCE_PREFIX key, f, \
	def, words, prov_settings_rule_word, NULL, doc)
#define S_PATH(key, f, doc) STRING_OF(prov_source_config, PROV_SOURCE_PREFIX key, f, NULL, \
	RANGE_PATH, prov_settings_rule_path, ADVICE_PATH, doc)
#define S_URIS(key, f, doc) STRING_OF(prov_source_config, PROV_SOURCE_PREFIX key, f, NULL, \
	RANGE_URIS, prov_settings_rule_uris, NULL, doc)
#define S_INTEGER(key, f, def, lo, hi, doc) \
	INTEGER_OF(prov_source_config, PROV_SOURCE_PREFIX key, f, def, lo, hi, doc)
#define S_ON(key, f, doc) \
	BOOLEAN_OF(prov_source_config, PROV_SOURCE_PREFIX key, f, true, "true", doc)
#define S_OFF(key, f, doc) \
	BOOLEAN_OF(prov_source_config, PROV_SOURCE_PREFIX key, f, false, "false", doc)
#define S_PATTERNS(key, f, n, doc) LIST_OF(prov_source_config, PROV_T_STRINGS, const char **, \
	PROV_SOURCE_PREFIX key, f, n, RANGE_PATTERNS, prov_settings_rule_pattern, doc)
#define S_MAPPING(key, f, n, doc) LIST_OF(prov_source_config, PROV_T_MAPPING, \
	struct prov_map_override *, PROV_SOURCE_PREFIX key, f, n, RANGE_MAPPING, NULL, doc)
#define S_CONTEXTS(key, f, n, doc) LIST_OF(prov_source_config, PROV_T_CONTEXTS, \
	struct prov_source_context *, PROV_SOURCE_PREFIX key, f, n, RANGE_CONTEXTS, NULL, doc)

static const struct prov_setting source_settings[] = {
	S_WORD("profile", profile, "auto", "auto, openldap, ucs, ad, 389ds",
		"what kind of directory it is; auto: found out in the first run, and kept"),
	S_URIS("uri", uri, "LDAP servers, tried in order; not given: ldap.uri"),
	S_TEXT("base", base, "base DN, around all contexts; not given: ldap.base, or what the server says"),
	S_TEXT("bind_dn", bind_dn, "who asks the directory; not given: ldap.bind_dn"),
	S_PATH("password_file", password_file, "not given: ldap.password_file"),
	S_TEXT("user_filter", user_filter, "which entries are users; not given: the profile's"),
	S_TEXT("group_filter", group_filter, "which entries are groups; not given: the profile's"),
	S_TEXT("group_base", group_base, "where groups are; not given: where users are"),
	S_TEXT("context", context, "context (id or name) of all entries"),
	S_CONTEXTS("contexts", contexts, context_count, "subtrees and their contexts"),
	S_ON("groups", groups, "synchronise groups, too"),
	S_OFF("primary_group", primary_group, "who has the gidNumber of a group is a member of it, too"),
	S_WORD("mode", mode, "full", "full, incremental, auto",
		"what a run reads: everything, or only what changed, where that can be told"),
	S_INTEGER("reconcile", reconcile, 24, 0, 8760,
		"hours after which an incremental run is followed by one that reads everything"),
	S_INTEGER("reconcile_runs", reconcile_runs, 0, 0, 1000000,
		"incremental runs after which everything is read; 0: only by the hours"),
	S_INTEGER("page_size", page_size, 0, 0, 100000, "entries in a page; 0: not in pages"),
	S_INTEGER("interval", interval, 30, 1, 86400,
		"seconds after which ldapsync --watch looks, also if the directory tells nothing"),
	S_INTEGER("gather", gather, 1000, 0, 60000,
		"milliseconds from the beginning of a run of ldapsync --watch on that changes wait"),
#define LIMIT_OF(id, name, def, highest, least, few, last, day, subject, what) \
	S_INTEGER("limits." name, limits.percent[PROV_LIMIT_##id], def, 0, highest, \
		"percent of them in a run, and twice that in 24 hours: " subject " that " what),
	PROV_LIMIT_TABLE(LIMIT_OF)
#undef LIMIT_OF
	S_INTEGER("limits.floor", limits.floor, 5, 0, 1000000,
		"so many of each always may, but never more than half"),
	S_INTEGER("max_delete", limits.percent[PROV_LIMIT_MISSING], 5, 0, 100, "old name of limits.missing"),
	S_INTEGER("max_delete_floor", limits.floor, 5, 0, 1000000, "old name of limits.floor"),
	S_OFF("purge", purge, "delete users and groups that stay missing; else they are kept for ever"),
	S_INTEGER("grace", grace, 30, -1, 3650,
		"days that a missing user or group is kept before it is deleted; -1: for ever"),
	S_INTEGER("grace_runs", grace_runs, 3, 0, 100000,
		"complete runs that it is kept for, besides the one that found it missing"),
	S_PATTERNS("protected", protected_users, protected_count,
		"users whom a run never disables, deletes, renames or moves; admins of contexts always are"),
	S_WORD("adopt", adopt, "none", "none, name, mail",
		"take over local users with the same name or mail address"),
	S_WORD("on_reuse", on_reuse, "reject", "reject, rekey",
		"what a new entry with the name of a missing user is"),
	S_MAPPING("user", user, user_count, "fields of users, as expressions over attributes"),
	S_MAPPING("group", group, group_count, "fields of groups, as expressions over attributes"),
};

#define D_TEXT(key, f, def, doc) STRING_OF(prov_deliverer_config, PROV_NOTIFY_PREFIX key, f, def, "", \
	NULL, NULL, doc)
#define D_INTEGER(key, f, def, lo, hi, doc) \
	INTEGER_OF(prov_deliverer_config, PROV_NOTIFY_PREFIX key, f, def, lo, hi, doc)
#define D_COMMAND(key, f, n, doc) LIST_OF(prov_deliverer_config, PROV_T_STRINGS, const char **, \
	PROV_NOTIFY_PREFIX key, f, n, RANGE_COMMAND, NULL, doc)
#define D_EVENTS(key, f, n, doc) LIST_OF(prov_deliverer_config, PROV_T_STRINGS, const char **, \
	PROV_NOTIFY_PREFIX key, f, n, RANGE_EVENTS, prov_settings_rule_event, doc)

static const struct prov_setting deliverer_settings[] = {
	D_COMMAND("command", command, command_count, "what is run to tell a server of changes"),
	D_EVENTS("events", events, event_count, "what it is told; not given: all but create"),
	D_TEXT("user", user, "", "who runs the command if prov notify is run by root"),
	D_INTEGER("timeout", timeout, 60, 1, 3600, "seconds that one delivery may take"),
	D_INTEGER("batch", batch, 10000, 1, 100000, "changes that are told in one delivery at most"),
	D_INTEGER("keep", keep, 7, 1, 3650, "days after which a change is not told any more"),
};

static const struct {
	const char *prefix;
	const struct prov_setting *rows;
	size_t count;
} tables[] = {
	{ NULL, settings, COUNT(settings) },
	{ PROV_SOURCE_PREFIX, source_settings, COUNT(source_settings) },
	{ PROV_NOTIFY_PREFIX, deliverer_settings, COUNT(deliverer_settings) },
};

const struct prov_setting *prov_settings_at(size_t index)
{
	for (size_t i = 0; i < COUNT(tables); i++) {
		if (index < tables[i].count)
			return &tables[i].rows[index];
		index -= tables[i].count;
	}
	return NULL;
}

const struct prov_setting *prov_settings_get(const char *key)
{
	const struct prov_setting *row;

	for (size_t i = 0; (row = prov_settings_at(i)); i++)
		if (strcmp(row->key, key) == 0)
			return row;
	return NULL;
}

bool prov_settings_is_section(const char *name)
{
	const struct prov_setting *row;
	size_t len = strlen(name);

	for (size_t i = 0; (row = prov_settings_at(i)); i++)
		if (strncmp(row->key, name, len) == 0 && row->key[len] == '.')
			return true;
	return false;
}

static void set_default(void *base, const struct prov_setting *row)
{
	char *field = (char *)base + row->offset;

	switch (row->type) {
	case PROV_T_STRING:
		*(const char **)(void *)field = row->def;
		break;
	case PROV_T_INTEGER:
		*(int *)(void *)field = (int)row->number;
		break;
	case PROV_T_BOOLEAN:
		*(bool *)field = row->number;
		break;
	case PROV_T_STRINGS:
	case PROV_T_CONTEXTS:
	case PROV_T_MAPPING:
		break;		/* no elements: the struct is zeroed */
	}
}

void prov_settings_defaults(void *base, const char *prefix)
{
	for (size_t t = 0; t < COUNT(tables); t++)
		if (prefix ? tables[t].prefix && strcmp(prefix, tables[t].prefix) == 0 : !tables[t].prefix)
			for (size_t i = 0; i < tables[t].count; i++)
				set_default(base, &tables[t].rows[i]);
}
