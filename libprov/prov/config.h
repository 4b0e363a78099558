/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/config.h - what an administrator may set in prov.conf
 *
 * One table of settings (libprov/config/settings.c) says for every key: type, default, range and
 * meaning. Loading reads the file with libconfig, checks each value against the table, and reports
 * every key that no setting claims with file, line and the nearest known key.
 *
 * The file: $PROV_CONFIG, else /etc/prov/prov.conf, else $XDG_CONFIG_HOME/prov/prov.conf (or
 * ~/.config/prov/prov.conf). A file named by PROV_CONFIG must exist; the others may be missing.
 *
 *	database: { conninfo = "host=db1,db2 dbname=prov"; };
 *	ldap: { uri = "ldaps://ldap.example.com"; bind_dn = "..."; password_file = "..."; };
 *	source: {
 *	    company: {
 *	        profile = "openldap";  base = "dc=example,dc=com";
 *	        contexts = ( { base = "ou=sales,dc=example,dc=com"; context = "sales"; } );
 *	        user: { mail = "${mail:-${uid}@example.com}"; };
 *	    };
 *	};
 */
#ifndef PROV_CONFIG_H
#define PROV_CONFIG_H

#include <prov/err.h>
#include <prov/limit.h>
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* field = "expression" of a source's user or group mapping, in file order */
struct prov_map_override {
	const char *field;
	const char *expr;
	int line;
};

/* One subtree of a source and the context (id or name) its entries belong to. */
struct prov_source_context {
	const char *base;
	const char *context;
};

/* One directory that users come from: the group "source.NAME". Text that was not given is NULL here
 * (in struct prov_config it is empty). */
struct prov_source_config {
	const char *name;
	const char *profile;		/* kind of directory; "auto": found out */
	const char *uri;		/* default: ldap.uri */
	const char *base;		/* default: ldap.base, else as ldapbase finds it */
	const char *bind_dn;		/* default: ldap.bind_dn */
	const char *password_file;	/* default: ldap.password_file */
	const char *user_filter;	/* default: the profile's */
	const char *group_filter;	/* default: the profile's */
	const char *group_base;		/* default: the user bases */
	const char *context;		/* for all entries; or contexts; or the mapping's "context" */
	bool groups;			/* synchronise groups, too */
	bool primary_group;		/* who has a group's gidNumber is a member of it */
	int page_size;			/* 0: no paged search */
	const char *mode;		/* "full", "incremental", "auto": what a run reads */
	int reconcile;			/* hours after which everything is read again; 0: in each run */
	int reconcile_runs;		/* incremental runs after which it is; 0: any number */
	int interval;			/* seconds between runs of one that is watched, if nothing is told */
	int gather;			/* milliseconds from one on for which what is told waits */
	struct prov_limits limits;	/* how much may be taken away at once */
	bool purge;			/* delete who stays missing; else nobody is deleted */
	int grace;			/* days that a missing one is kept before that; -1: for ever */
	int grace_runs;			/* complete runs for which it is kept, too */
	const char **protected_users;	/* [CONTEXT/]PATTERN of logins: nothing is taken from them */
	size_t protected_count;
	const char *adopt;		/* "none", "name", "mail": take over local users */
	const char *on_reuse;		/* "reject", "rekey": an entry that was made anew */
	struct prov_source_context *contexts;
	size_t context_count;
	struct prov_map_override *user, *group;
	size_t user_count, group_count;
};

/* Who is told of changes: the group "notify.NAME". */
struct prov_deliverer_config {
	const char *name;
	const char **command;		/* the program, an absolute path, and its arguments */
	size_t command_count;
	const char **events;		/* words of prov/event.h; none: those that are told unasked */
	size_t event_count;
	/* of the operating system, who runs it if root delivers; "": ourselves */
	const char *user;
	int timeout;			/* seconds for one delivery */
	int batch;			/* events in one delivery at most */
	int keep;			/* days for which delivery is tried */
};

struct prov_config {
	/* database */
	const char *database_conninfo;	/* empty: the private database */
	int database_timeout;		/* seconds for one statement of a single command */
	int database_bulk_timeout;	/* seconds for one statement of a bulk job */
	int database_patience;		/* seconds for a server that restarts or fails over; 0: none */
	const char *database_os_user;	/* who runs the private database when we are root */
	/* ldap */
	const char *ldap_uri, *ldap_base, *ldap_bind_dn, *ldap_password_file;
	bool ldap_starttls;
	const char *ldap_ca_file;
	const char *ldap_sasl;		/* "" or "EXTERNAL" */
	int ldap_timeout;		/* seconds without any message from the server */
	int ldap_network_timeout;	/* seconds to connect */
	/* auth */
	bool auth_required;		/* -A and -P are mandatory */
	bool auth_master_override;	/* the master may act for every context admin */
	/* access */
	const char *access_default;	/* combination of a new user, or "context-admin" */
	const char *access_new_context;	/* combination of a new context's admin; "": webmail, contacts */
	const char *access_capabilities;	/* "drive, -chat": of the installation */
	const char *access_definitions;	/* ModuleAccessDefinitions.properties; "": built in */
	/* names */
	const char *names_user, *names_group, *names_resource, *names_mapping; /* [classes] */
	bool names_user_lower, names_group_lower, names_resource_lower;
	bool names_user_changeable;
	bool names_unique_display_name;
	/* mail */
	const char *mail_delimiter;	/* where mail servers cut a local part, each character; "": nowhere */
	/* defaults of new users */
	const char *user_language, *user_timezone;
	/* password */
	const char *password_scheme;	/* "yescrypt" or "sha512" */
	/* ucr */
	const char *ucr_root;		/* "/": where the UCR files are read from */
	/* log */
	int log_keep;			/* days for which the change log is kept by prune-log; 0: for ever */
	/* licence */
	/* report */
	const char *report_url;		/* where reports are sent; "": nowhere */
	const char *report_ca_file, *report_proxy, *report_proxy_login_file;
	int report_timeout, report_connect_timeout;	/* seconds */
	int report_tries;
	/* support */
	const char *support_folder;	/* tickets and attachments; "": a place by who we are */
	const char *support_to, *support_gpg_key;	/* address; fingerprint, "": nothing is encrypted */
	const char *support_sendmail;
	const char *keys_file;		/* keys of contracts; "": "keys" beside prov.conf */
	const char *licence_file;	/* a limit on users; "": none */
	const char **licence_keys;	/* PEM files of public keys */
	size_t licence_key_count;
	const char *licence_product;

	const char *web_url;		/* https://mail.example.com; empty: there is no web */
	int web_token;			/* seconds */
	int web_session;		/* seconds */
	const char *web_landing;	/* a path */
	const char *web_dovecot;	/* socket of Dovecot's auth clients */
	int web_account_failures, web_address_failures, web_failure_time;
	/* sync */
	const char *sync_metrics_file;	/* for node_exporter's textfile collector; "": none */
	int sync_deadline;		/* seconds within which a run has to be ready to write; 0: no limit */
	int sync_lease;			/* seconds a run holds its lock without a heartbeat */
	int sync_history;		/* records of runs that are kept, of each source */
	int sync_remind;		/* hours after which a failure is told again; 0: in each run */
	int sync_overdue;		/* seconds after which a source without a run is not well; 0: never */
	/* status: from when on prov status warns */
	int status_timeout;		/* seconds for all of it */
	int status_max_age;		/* seconds since a run was carried out: critical; 0: never */
	int status_limit_used;		/* percent of a limit */
	int status_rejected, status_missing;	/* so many of a source may be; missing -1: any number */
	int status_licence_days;	/* before its end */
	int status_licence_used, status_connections;	/* percent of what there may be */
	int status_clock;		/* seconds by which clocks may differ */
	struct prov_source_config *sources;
	size_t source_count;
	struct prov_deliverer_config *deliverers;
	size_t deliverer_count;

	const char *path;		/* of the file that was read; NULL: none */
	void *priv;			/* owns all text above */
};

/* Loads file, or the default places if file is NULL. *config is heap memory for
 * prov_config_free(). Fails with CONFIG: cannot be read, syntax, unknown key, type, range. */
PROV_API PROV_MUST_CHECK int prov_config_load(const char *file, struct prov_config **config,
	struct prov_err *err);
PROV_API void prov_config_free(struct prov_config *config);	/* NULL is fine */
PROV_API void prov_config_freep(struct prov_config **config);

/* The source with this name, or the only one if name is NULL. NULL and CONFIG otherwise: none,
 * several, unknown (the message lists them). Borrowed. */
PROV_API const struct prov_source_config *prov_config_source(const struct prov_config *config,
	const char *name, struct prov_err *err);

/* One row of the settings table for listings and checks; all text is static but value. */
struct prov_setting_info {
	const char *key;		/* "ldap.timeout", "source.*.profile" or "notify.*.command" */
	const char *type;		/* string, integer, boolean, list */
	const char *def;		/* default as text */
	const char *range;		/* "1 to 3600", "yescrypt, sha512", or "" */
	const char *doc;		/* one line */
};
/* Walks the table: false after the last row. */
PROV_API bool prov_config_setting(size_t index, struct prov_setting_info *info);
/* The loaded value of a key as text (caller frees), or NULL if there is no such key. */
PROV_API char *prov_config_get(const struct prov_config *config, const char *key);

#ifdef __cplusplus
}
#endif

#endif
