/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ldap/prov_ldap.h - this layer's interface, private to the library: five verbs and a source
 *
 * Connect, search, walk entries, look at values, escape. Lifetimes nest: an entry lives until the
 * next call of prov_ldap_search_next(), a search in its connection. Values are decoded in place,
 * without copies. Every wait has an end (settings ldap.timeout and ldap.network_timeout).
 */
#ifndef PROV_LDAP_H
#define PROV_LDAP_H

#include <prov/config.h>
#include <prov/sync.h>

#include "libprov/base/base.h"

struct prov_ldap;		/* a connection */
struct prov_ldap_search;

struct prov_ldap_params {
	const char *uri;		/* one or several, blank separated, tried in order */
	const char *bind_dn;		/* NULL or empty: anonymous */
	const char *password_file;
	const char *source;		/* its name, for a credential of the service manager; or NULL */
	bool starttls;
	const char *ca_file;
	const char *sasl;		/* "EXTERNAL" or empty */
	int timeout, network_timeout;	/* seconds */
	long long deadline;		/* of all searches, in the time of prov_clock_ms(); 0: none */
	bool bare;			/* only connected, without a login */
};

/* The parameters of a source, with the defaults of the section "ldap". Borrowed from config. */
struct prov_ldap_params prov_ldap_params_of(const struct prov_config *config,
	const struct prov_source_config *source);

/* Connects and binds. UNAVAILABLE: no answer. DENIED: the bind was refused. CONFIG: an empty
 * password with a bind DN, unreadable secret. */
struct prov_ldap *prov_ldap_open(const struct prov_ldap_params *params, struct prov_err *err);
/* ldap_secret.c: the file with the password that the service manager handed over for a source; or NULL. */
char *prov_ldap_secret_credential(const char *source);
/* The password of the login; nothing for one without. CONFIG. */
int prov_ldap_secret_read(const struct prov_ldap_params *params, struct prov_str *secret,
	struct prov_err *err);
/* Can a connection that was left idle be used once more, with these times? The server may have ended it. */
bool prov_ldap_renew(struct prov_ldap *ldap, const struct prov_ldap_params *params);
void prov_ldap_close(struct prov_ldap *ldap);		/* NULL is fine */
void prov_ldap_closep(struct prov_ldap **ldap);
const char *prov_ldap_uri(const struct prov_ldap *ldap);	/* of the server that answered */
/* ldap_cert.c: the version of TLS, and until when the certificate of the server is valid; both stay empty on
 * a connection without TLS. */
void prov_ldap_cert_tell(struct prov_ldap *ldap, struct prov_str *version, struct prov_str *certificate);

struct prov_ldap_query {
	const char *base;
	int scope;			/* LDAP_SCOPE_... */
	const char *filter;
	char **attrs;			/* NULL-terminated; NULL: all user attributes */
	int page_size;			/* 0: not paged */
	int size_limit;			/* 0: none of ours. More entries are INCOMPLETE, after these */
	/* Active Directory: other partitions are no part of the answer. Asks the server not to name
	 * them, and takes references that are not below base as what they are. */
	bool domain_scope;
	/* The server is asked for their keys; NULL: it is not. */
	const struct prov_ldap_members *members;
	/* Only what became of it since a cookie; NULL: all of it. Never with pages: servers answer the
	 * first one then, and call that the end. */
	struct prov_ldap_sync *sync;
	/* The same of a part of the tree of Active Directory, whose top is base; the search asks for all
	 * pieces of the answer. Never with pages. */
	struct prov_ldap_dirsync *dirsync;
};

/* ldap_dirsync.c. The caller frees next. */
struct prov_ldap_dirsync {
	struct prov_text cookie;	/* from where; empty: from the beginning */
	bool own_sight;			/* only what the login may read, which needs no right of its own */
	struct prov_str next;		/* of the last piece; once all came, the cookie of now */
};

/* ldap_sync.c: content synchronisation (RFC 4533). The caller frees next. */
#define PROV_LDAP_SYNC_UUID 16
struct prov_ldap_sync {
	struct prov_text cookie;	/* from where; p NULL: from the beginning */
	bool stays;			/* it does not end, and tells what changes (ldap_watch.c) */
	/* The UUID of each entry that comes, and of each of which only that comes: it is there, or gone. */
	int (*id)(void *data, const unsigned char *uuid, bool gone, struct prov_err *err);
	void *data;
	/* Once the answer is complete. */
	long long entries, present, gone;	/* so many came: entries, UUIDs (entries among them) */
	bool names_present;		/* what was not named as there is gone; else it is as it was */
	bool has_next;
	struct prov_str next;		/* the cookie of now; without one the old one holds */
};

/* ldap_member.c: how a server says who it is that an entry names. */
enum prov_ldap_member_way { PROV_LDAP_MEMBER_DN, PROV_LDAP_MEMBER_EXTENDED, PROV_LDAP_MEMBER_DEREF };
struct prov_ldap_members {
	enum prov_ldap_member_way way;
	char **attrs;			/* DEREF: attributes that name entries; ends with NULL */
	const char *key;		/* DEREF: the attribute with the key of such an entry */
};

/* ldap_watch.c: searches that stay (RFC 4533, refreshAndPersist), over a connection of their own. */
struct prov_ldap_watch;
/* Takes the connection over, also where it fails. */
struct prov_ldap_watch *prov_ldap_watch_open(struct prov_ldap *ldap);
/* One more search; they are numbered from 0 on. cookie: from where. */
int prov_ldap_watch_add(struct prov_ldap_watch *watch, const char *base, const char *filter,
	const char *cookie, struct prov_err *err);
/* Waits until the server has told of all of them what became of them so far, which is skipped. What changes
 * from now on is told. */
int prov_ldap_watch_begin(struct prov_ldap_watch *watch, struct prov_err *err);
struct prov_ldap_told {
	size_t search;
	const unsigned char *uuid;	/* of the entry that changed; NULL: there is only a new cookie */
	bool gone;			/* it is no part of the answer any more */
	struct prov_text cookie;	/* of then; p NULL: there is none */
};
/* What is there, without waiting: 1, and told until the next call; 0: nothing; -1: it has ended. */
int prov_ldap_watch_next(struct prov_ldap_watch *watch, struct prov_ldap_told *told, struct prov_err *err);
int prov_ldap_watch_fd(const struct prov_ldap_watch *watch);	/* to wait for, when there is nothing */
void prov_ldap_watch_close(struct prov_ldap_watch *watch);	/* NULL is fine */

struct prov_ldap_attr {
	struct prov_text name;		/* the server's spelling, options included */
	struct prov_values values;
	/* Of each value the key of the entry that it names, empty where the server does not say it; NULL: of
	 * none. */
	const struct prov_text *keys;
};

struct prov_ldap_entry {
	struct prov_text dn;
	const struct prov_ldap_attr *attrs;
	size_t attr_count;
};

struct prov_ldap_search *prov_ldap_search_open(struct prov_ldap *ldap,
	const struct prov_ldap_query *query, struct prov_err *err);
/* 1: *entry is the next one, 0: the answer is complete (result success, last page), -1: anything
 * else, with code INCOMPLETE, TIMEOUT, DENIED, ... and the server's diagnostic as detail. */
int prov_ldap_search_next(struct prov_ldap_search *search, const struct prov_ldap_entry **entry,
	struct prov_err *err);
/* The entry is not needed any more: gives its memory back before the next one comes. */
void prov_ldap_search_release(struct prov_ldap_search *search);
/* After -1: what is missing for a complete answer. */
enum prov_ldap_gap {
	PROV_LDAP_GAP_RESULT,		/* it did not end, or not with success */
	PROV_LDAP_GAP_PAGE,		/* it is not clear whether there are more pages, or they repeat */
	PROV_LDAP_GAP_REFERENCE,	/* a part is on another server */
	PROV_LDAP_GAP_CONNECTION	/* it broke, or nothing came any more */
};
enum prov_ldap_gap prov_ldap_search_gap(const struct prov_ldap_search *search);
void prov_ldap_search_close(struct prov_ldap_search *search);	/* abandons; NULL is fine */
void prov_ldap_search_closep(struct prov_ldap_search **search);

/* Reads the entry with this DN and calls fn with it. 1: it was there, 0: there is none for this login; -1:
 * the server did not say. attrs ends with NULL. */
int prov_ldap_search_entry(struct prov_ldap *ldap, const char *dn, char **attrs,
	void (*fn)(void *data, const struct prov_ldap_entry *entry), void *data,
	struct prov_err *err);
/* Is there an entry with this DN, for this login? 1, 0, or -1: the server did not say. */
int prov_ldap_search_exists(struct prov_ldap *ldap, const char *dn, struct prov_err *err);
/* The same of many, without waiting for each: how many are there before the first one that is not; err is set
 * if the server did not say of that one. */
size_t prov_ldap_search_there(struct prov_ldap *ldap, const char *const *dns, size_t count,
	struct prov_err *err);

/* Values of an attribute by its name without options, compared without case; n == 0: none. */
struct prov_values prov_ldap_entry_get(const struct prov_ldap_entry *entry, const char *name);

/* ldap_conf.c */
/* BASE or URI as libldap would read it from ldap.conf and the environment. 1: found (caller frees both), 0:
 * no, -1: a file is there that cannot be read and might have it (CONFIG). looked_at gets the names of the
 * files that were read. */
int prov_ldap_conf_get(const char *word, char **value, char **found_in, struct prov_str *looked_at,
	struct prov_err *err);
/* Fails with CONFIG if libldap would wait for one of these files. */
int prov_ldap_conf_check(struct prov_err *err);

/* ldap_fail.c: LDAP result -> prov_code, message, diagnostic; always returns -1. */
int prov_ldap_fail(struct prov_err *err, int result, const char *diagnostic, const char *what);

/* ldap_filter.c: adds value, escaped after RFC 4515. */
void prov_ldap_filter_add(struct prov_str *filter, const char *value, size_t len);

/* ldap_match.c: does a filter fit an entry that is at hand? 1, 0; INVALID: it cannot be read, or only a
 * server knows what it asks. */
int prov_ldap_match(const char *filter, const struct prov_ldap_entry *entry, struct prov_err *err);

/* dn.c */
/* Whose names it is, for servers differ in what they call the same name: docs/directories.md. ANY: it is not
 * known. */
enum prov_dn_rule { PROV_DN_ANY, PROV_DN_OPENLDAP, PROV_DN_AD, PROV_DN_389 };
enum prov_dn_rule prov_dn_fold_rule(const char *kind);		/* of a server, as ldap_server.c calls it */
/* The normal form of a DN (RFC 4514): types and values in lower case, no blanks around separators,
 * escapes the same everywhere, multi-valued RDNs sorted. Adds to out; -1: not a DN. */
int prov_dn_normalize_as(enum prov_dn_rule rule, const char *dn, size_t len, struct prov_str *out);
int prov_dn_normalize(const char *dn, size_t len, struct prov_str *out);	/* ANY */
/* The same, faster for one that is in the place of the one before. */
struct prov_dn_near {
	enum prov_dn_rule rule;
	struct prov_str tail, norm;	/* from the first comma on, as it was read and its normal form */
};
#define PROV_DN_NEAR_INIT { PROV_DN_ANY, PROV_STR_INIT, PROV_STR_INIT }
int prov_dn_normalize_near(struct prov_dn_near *near, const char *dn, size_t len, struct prov_str *out);
void prov_dn_near_fini(struct prov_dn_near *near);
/* True if dn is base or below it; both normalised. */
bool prov_dn_is_below(const char *dn, const char *base);

/* ldap_rootdse.c: defaultNamingContext, else the only one of namingContexts. Caller frees *base.
 * NOT one: CONFIG, and the message lists them. */
int prov_ldap_rootdse_base(struct prov_ldap *ldap, char **base, struct prov_err *err);

/* ldap_server.c: what a server says of itself. */
struct prov_ldap_server {
	const char *kind;		/* openldap, ad, 389; NULL: there is no sure sign */
	enum prov_dn_rule dn_rule;	/* of that kind */
	char **contexts;		/* the parts of the tree that it holds, normalised */
	size_t context_count;
	/* Name and version; its own name among the servers with the same data; a counter of changes, digits,
	 * which only this server counts so. NULL: it does not say. */
	char *vendor, *name, *counter;
	/* 389 Directory Server: another one after each start and import; the first change in its log. */
	char *data_version, *first_change;
	enum prov_ldap_member_way member_way;
	bool has_sync;			/* it knows content synchronisation; maybe not everywhere */
	bool has_dirsync;		/* it knows DirSync, if the login may ask for it */
};
/* A server that does not show its rootDSE says nothing; that is no error. */
int prov_ldap_server_ask(struct prov_ldap *ldap, struct prov_ldap_server *server, struct prov_err *err);
/* The part that a DN is in, borrowed; NULL: not known. The DN is normalised. */
const char *prov_ldap_server_holds(const struct prov_ldap_server *server, const char *dn);
void prov_ldap_server_fini(struct prov_ldap_server *server);

/* What earlier runs of a source have found. */
struct prov_source_past {
	/* Was this base (normalised) read by a complete run? 1, 0, -1. What was there and is not shown any
	 * more is no matter of the configuration. */
	int (*had_base)(void *data, const char *base, struct prov_err *err);
	void *data;
	struct prov_ldap **kept;	/* a connection that one has left, to be taken over; or NULL */
};
/* source_ldap.c: the users and groups of one configured source. What is not said is found
 * out: the profile (source_profile.c), the base (prov_base_dn_find_on()). now: what is past is before it
 * (seconds since 1970). past: only for this call; NULL: there is none. CONFIG: something is set wrong.
 * INCOMPLETE: what was there is not shown. */
struct prov_source *prov_source_ldap_open(const struct prov_config *config,
	const struct prov_source_config *source, long long now, const struct prov_source_past *past,
	struct prov_err *err);

/* The connection of a source that is about to be closed, for another one; NULL: it cannot be used. */
struct prov_ldap *prov_source_ldap_leave(struct prov_source *source);

/* source_watch.c: what the server tells of changes between runs. */
struct prov_source_watch;
#define PROV_SOURCE_WATCH_MANY 1000	/* changes that one run takes */
const char *prov_source_watch_why_not(const struct prov_source *source);	/* NULL: it can be watched */
/* On a connection of its own, to the server of source, as of now. */
struct prov_source_watch *prov_source_watch_open(const struct prov_source *source, struct prov_err *err);
void prov_source_watch_close(struct prov_source_watch *watch);	/* NULL is fine */
/* Can be read: there may be something. */
int prov_source_watch_fd(const struct prov_source_watch *watch);
/* Reads what was told; so many changes wait for a run. When there are too many for one, the rest is left
 * for the next call. -1: nothing is told any more. */
int prov_source_watch_read(struct prov_source_watch *watch, size_t *waiting, struct prov_err *err);
/* A run of source may take what was told. After it: it has, its cookies are stored; or (NULL) it has not, and
 * the next one has to ask. */
void prov_source_watch_use(struct prov_source_watch *watch, struct prov_source *source);
void prov_source_watch_end(struct prov_source_watch *watch, const struct prov_source *source);

/* source_login.c: how passwords of a source's users are checked in its directory. */
struct prov_source_login {
	struct prov_ldap_params server;	/* uri NULL or empty: none is known */
	const char *password;		/* of bind_dn */
	const char *key;		/* the attribute with the keys of entries */
	bool key_is_guid;		/* of Active Directory: a filter has it as bytes */
};
/* profile: a name, not auto. All text is in the pool. CONFIG: that cannot be read. */
int prov_source_login_find(const struct prov_config *config, const struct prov_source_config *source,
	const char *profile, struct prov_pool *pool, struct prov_source_login *login, struct prov_err *err);

/* source_explain.c: tells what the source makes of one entry, line by line, and then its record. */
struct prov_explain_line {
	const char *dn;
	const char *part;		/* entry, rule or result */
	const char *name, *value, *from, *why;	/* what there is */
};
struct prov_explain {
	int (*line)(void *data, const struct prov_explain_line *line, struct prov_err *err);
	/* values are there also where it is rejected */
	int (*record)(void *data, const struct prov_record *record, struct prov_err *err);
	void *data;
};
/* NO_USER: there is no such entry. */
int prov_source_explain(struct prov_source *source, const char *dn, const struct prov_explain *to,
	struct prov_err *err);
/* The entries of LDIF, without a server. profile: NULL or "auto": by the keys that they show. */
int prov_source_explain_ldif(const struct prov_source_config *config, const char *profile, long long now,
	const struct prov_str *text, const struct prov_explain *to, struct prov_err *err);

/* source_check.c: tells what a source is and would read. config: as it stands in prov.conf. */
struct prov_source_facts {
	int (*fact)(void *data, const char *what, const char *value, const char *from, struct prov_err *err);
	void *data;
	bool kept;			/* the profile is that of the first run */
};
int prov_source_check(struct prov_source *source, const struct prov_source_config *config,
	const struct prov_source_facts *facts, struct prov_err *err);

#endif
