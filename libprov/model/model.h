/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model/model.h - what the files of this folder share; the rules of the data
 */
#ifndef PROV_MODEL_H
#define PROV_MODEL_H

#include <jansson.h>
#include <prov/access.h>
#include <prov/context.h>
#include <prov/noun.h>
#include <prov/sync.h>
#include <prov/user.h>

#include "libprov/base/base.h"
#include "sql/prov_sql.h"

struct prov_combination {
	const char *name;
	prov_modules_t modules;
};

struct prov_session {
	struct prov_session_params params;
	struct prov_config *config;
	struct prov_sql *db;		/* NULL until the first use */
	char *os_user;			/* NULL until the first use */
	struct prov_pool *pool;		/* lives as long as the session */
	struct prov_combination *combinations;	/* NULL until the first use */
	size_t combination_count;
	long long licence_limit;	/* of enabled users; licence_limit.c */
	bool licence_known;
	long long licence_claims;	/* made so far */
	struct prov_user_many *many;	/* new users are kept and written together; NULL: they are not */
	bool failed;			/* some of those could not be written: no commit */
	struct prov_session_mark mark;	/* the last line that the open transaction has added to the log */
	/* Passwords of admins that were verified, and the hashes that they fit. */
	struct prov_session_verified {
		char *hash, *password;
	} verified[64];
	size_t verified_count;		/* so far: a ring */
};

/* session.c */
struct prov_sql *prov_session_db(struct prov_call *call, struct prov_err *err);	/* or NULL */
/* The same for what does not depend on new users that are kept (user_many.h): they are not written yet. */
struct prov_sql *prov_session_ahead(struct prov_call *call, struct prov_err *err);
/* A connection of its own as the owner of the schema, for the caller to close; or NULL. */
struct prov_sql *prov_session_owner(struct prov_call *call, struct prov_err *err);
/* A connection of its own, for the caller to close, that waits for no server and starts none, and asks for
 * no version of the schema; or NULL. */
struct prov_sql *prov_session_look(struct prov_call *call, int seconds, struct prov_err *err);
/* Who calls, for the change log: the name that was given, or that of the operating-system user. */
const char *prov_session_who(struct prov_call *call);
/* Tells the caller what stops nothing and should be known. */
void prov_session_warn(struct prov_call *call, const char *fmt, ...) PROV_PRINTF(2, 3);
struct prov_sql_params prov_session_sql_params(const struct prov_config *config,
	const char *program, bool bulk);

/* user_list.c: the database for work in one context, after its admin was verified; or NULL. */
struct prov_sql *prov_auth_db(struct prov_call *call, long long context,
	struct prov_err *err);

/* auth.c: verifies what was given; nothing given and not required: passes. */
int prov_auth_master(struct prov_call *call, struct prov_err *err);
int prov_auth_context(struct prov_call *call, long long context, struct prov_err *err);
/* What a context admin's tool says about a context that is not there: DENIED. */
int prov_auth_no_context(struct prov_err *err, long long context);

/* database.c: where the database is: its data folder, or the conninfo, which has no password; caller
 * frees. */
char *prov_database_place(const struct prov_config *config, bool *is_private);
/* A connection as the owner of the schema, for the caller to close; or NULL. */
struct prov_sql *prov_database_owner(const struct prov_config *config, bool any_version,
	struct prov_err *err);

/* doubt.c: 1 the transaction that wrote this line of the context's log is committed, 0 it is not and
 * never will be, -1 who knows. */
int prov_doubt_happened(struct prov_sql *db, long long context, long long seq, const char *token,
	struct prov_err *err);
/* The open transaction has written this line. */
void prov_doubt_note(struct prov_session *session, long long context, long long seq, const char *token);

/* lease.c: our name as the owner of a job; caller frees. Is that owner surely dead: one of our PID
 * namespace whose process is not there any more? */
char *prov_lease_owner(void);
bool prov_lease_is_dead(const char *owner);

/* licence_limit.c: what licence.file allows, or PROV_LICENCE_UNLIMITED. INVALID: the licence is not
 * valid; CONFIG: it cannot be read or checked. Read once a session. */
int prov_licence_limit_get(struct prov_call *call, long long *limit, struct prov_err *err);
/* How many enabled users might be added just now; INT64_MAX: no limit. Promises nothing. */
int prov_licence_limit_room(struct prov_call *call, struct prov_sql *db, long long *room,
	struct prov_err *err);
/* Is there a place for one more enabled user? It is kept until the transaction ends. Before the lock of a
 * context. */
int prov_licence_limit_place(struct prov_call *call, struct prov_sql *db, bool *place, struct prov_err *err);
/* The same, INVALID if there is none. */
int prov_licence_limit_admit(struct prov_call *call, struct prov_sql *db, struct prov_err *err);
int prov_licence_limit_fail(struct prov_call *call, struct prov_err *err);
/* How many may be added, exactly: others that add users wait until the transaction ends. Before the lock of a
 * context; not for those without a limit. */
int prov_licence_limit_alone(struct prov_call *call, struct prov_sql *db, long long *room,
	struct prov_err *err);
/* For a job that adds many: share comes before the locks of contexts, claim at any time, as often as needed.
 * Up to n places, got, are kept until the transaction ends; waits for nobody. pending: those that it got
 * before and that no context has counted yet. */
int prov_licence_limit_share(struct prov_sql *db, struct prov_err *err);
int prov_licence_limit_claim(struct prov_call *call, struct prov_sql *db, long long pending, long long n,
	long long *got, struct prov_err *err);

/* licence_clock.c: today by UTC as YYYY-MM-DD; returns buf. */
#define PROV_LICENCE_CLOCK_DAY sizeof("YYYY-MM-DD")
const char *prov_licence_clock_today(char *buf);

/* password.c */
/* May this become a password? INVALID: empty, too long, no UTF-8, unusable mechanism. */
int prov_password_check(const char *mech, const char *password, struct prov_err *err);
/* Hash with scheme tag ("{CRYPT}$y$...") of a plain password. out is added to. INVALID: empty,
 * unusable mechanism. mech NULL: the configured one; "HASH": password is a ready hash. */
int prov_password_hash(const struct prov_config *config, const char *mech, const char *password,
	struct prov_str *out, struct prov_err *err);
/* May an admin have it? INVALID: a ready hash that prov_password_verify() knows no way to verify. */
int prov_password_check_admin(const char *mech, const char *password, struct prov_err *err);
/* hash is a crypt(3) string with any tag; whatever else it is, the answer is no. */
bool prov_password_verify(const char *hash, const char *password);

/* password_form.c */
/* Is this a ready hash, {SCHEME}text in the form of that scheme, or a crypt(3) string? Adds the tagged
 * form to out. */
bool prov_password_form_is_hash(const char *text, struct prov_str *out);
/* The crypt(3) string in a tagged hash; NULL: there is none. */
const char *prov_password_form_crypt(const char *hash);
/* Where the salt of a crypt(3) string ends and the hash begins. */
size_t prov_password_form_salt_end(const char *text);

/* check.c: one function per rule; INVALID with the words of the Open-Xchange tools. */
enum prov_name_kind { PROV_NAME_USER, PROV_NAME_GROUP, PROV_NAME_RESOURCE, PROV_NAME_MAPPING };
/* The alphabet of a kind as a table of bytes. CONFIG: not a [character class]. */
struct prov_alphabet {
	bool allowed[256];
};
int prov_check_alphabet(const struct prov_config *config, enum prov_name_kind kind,
	struct prov_alphabet *alphabet, struct prov_err *err);
int prov_check_name(const struct prov_alphabet *alphabet, enum prov_name_kind kind,
	const char *name, struct prov_err *err);
/* A login mapping or the name of a context; adds what it is compared by to login_name. */
int prov_check_mapping(const struct prov_alphabet *alphabet, const char *name,
	struct prov_str *login_name, struct prov_err *err);
/* Why this is no name whatever its characters are: "begins with a hyphen"; NULL: it may be one. */
const char *prov_check_spelling(const char *name);
int prov_check_mail(const char *value, size_t len, struct prov_err *err);
/* May this address be a primary one? Aliases may be cut by mail servers, but are looked for whole
 * first; a primary one without its end is somebody else or nobody. */
int prov_check_primary(const struct prov_config *config, const char *mail, struct prov_err *err);
/* One of these words, which end with NULL? */
int prov_check_word(const char *what, const char *value, const char *const *words,
	struct prov_err *err);
/* The set with its text in the form that is stored: NFC, names of people without stray blanks. What
 * differs lives in pool, all else as long as in set. First thing to do with what a caller gives. */
struct prov_user_set prov_check_stored(const struct prov_user_set *set, struct prov_pool *pool);
/* The same of one value. */
const char *prov_check_form(const struct prov_attr *attr, const char *value, struct prov_pool *pool);
/* The value of one attribute: type, length, UTF-8, which characters. */
int prov_check_attr(const struct prov_attr *attr, const char *value, struct prov_err *err);
int prov_check_id(long long id, const char *what, struct prov_err *err);
int prov_check_text(const char *what, const char *value, size_t max, bool lines,
	struct prov_err *err);

/* addresses.c: the set of addresses of one user */
struct prov_addresses {
	struct prov_str entered;		/* PostgreSQL array literal, primary first */
	struct prov_str normalized;	/* the same in the form that servers search by */
	struct prov_str list;		/* these, each with its NUL */
	struct prov_str tmp;
	size_t count;
	size_t *slots, size;		/* where each is in list, by its hash */
};
#define PROV_ADDRESSES_INIT { PROV_STR_INIT, PROV_STR_INIT, PROV_STR_INIT, PROV_STR_INIT, 0, NULL, 0 }
void prov_addresses_fini(struct prov_addresses *a);
void prov_addresses_clear(struct prov_addresses *a);	/* keeps the memory */
/* As servers search for it, or NULL: there is none. */
const char *prov_addresses_first(const struct prov_addresses *a);
/* The next element of "a, b, c"; false: there is none. Moves *list behind it. */
bool prov_addresses_next(const char **list, const char **mail, size_t *len);
/* Adds one unless it is there already (compared in its normalized form). INVALID. */
int prov_addresses_add(struct prov_addresses *a, const char *mail, size_t len,
	struct prov_err *err);
/* The stored list of a user, also one with addresses that would be refused today, and what is claimed
 * for it; the literals are closed. */
int prov_addresses_held(struct prov_sql *db, long long context, long long uid, const char *list,
	struct prov_addresses *a, struct prov_err *err);
bool prov_addresses_has(const struct prov_addresses *a, const char *mail, size_t len);
void prov_addresses_end(struct prov_addresses *a);	/* closes the literals */
/* What query/address/claim.sql has claimed, and those of query/user/mail_elsewhere.sql: an address gets no
 * mail, and nobody logs in with it, where mail for its domain goes to another context (U3, U7). */
void prov_addresses_warn(struct prov_call *call, const char *cid, const struct prov_sql_result *claimed,
	const struct prov_sql_result *elsewhere);

struct prov_user_row;
struct prov_object;

/* user_json.c: users.attrs and the log's before and after */
json_t *prov_user_json_new(const struct prov_user_set *set);		/* attributes kept as JSON */
/* Applies set to old (an object or NULL); returns a new object. */
json_t *prov_user_json_merge(const char *old, const struct prov_user_set *set);
/* A whole user for the log, without password: one that is stored, or will be. */
json_t *prov_user_json_old(const struct prov_sql_result *old);
json_t *prov_user_json_row(const struct prov_user_row *row);
/* The same as text, without an allocation for each. dn: of the entry of a directory, or NULL. */
void prov_user_json_write(struct prov_str *out, const struct prov_user_row *row, const char *dn);
/* What has a column, for the log; attr: by the noun's attribute. */
json_t *prov_user_json_columns(const struct prov_noun *noun, const char *const *attr);
/* A context for the log. attr: by enum prov_context_attr_id; names: array of its login names; attrs: JSON or
 * NULL. */
json_t *prov_user_json_context(const char *const *attr, json_t *names, const char *attrs);
/* What operators added, {"config/a": "b"} by its name, or NULL if there is none; without secrets:
 * "(secret)" in their place. Caller frees. */
char *prov_user_json_extra(json_t *object, bool secrets);
/* object_log.c: by its name. */
bool prov_object_log_is_secret(const char *name);
/* The same of preferences of the GUI, by their names alone. */
char *prov_user_json_gui(json_t *object);
char *prov_user_json_text(json_t *object);		/* NULL for an empty object; caller frees */

/* user_row.c: the columns of query/user/get.sql and list.sql: those that all statements treat alike, as the
 * table of attributes has them, from 1 to PROV_USER_COLUMNS; then those with code of their own. */
#define PROV_UC(ID, name, option, letter, csv, type, store, ...) PROV_UC_OF_##store(ID)
#define PROV_UC_OF_COLUMN(ID) PROV_UC_##ID,
#define PROV_UC_OF_JSON(ID)
#define PROV_UC_OF_OTHER(ID)
enum prov_user_column {
	PROV_UC_UID,
	PROV_ATTR_LIST(PROV_UC)
	PROV_UC_ALIASES, PROV_UC_ENABLED, PROV_UC_MODULES, PROV_UC_ATTRS, PROV_UC_CAPABILITIES,
	PROV_UC_PASSWORD,	/* only the tag of its scheme */
	PROV_UC_SOURCE,
	PROV_UC_ADDRESS,	/* the primary one, as servers search for it */
	/* of list.sql alone */
	PROV_UC_ADMIN_MODULES, PROV_UC_DISABLED_BY, PROV_UC_MISSING_SINCE, PROV_UC_COUNT,
	PROV_USER_COLUMNS = PROV_UC_ALIASES - 1
};
/* The column of an attribute, or 0: it has none that all treat alike. */
extern const unsigned char prov_user_column_of[PROV_ATTR_COUNT];
/* The attribute of a column from 1 to PROV_USER_COLUMNS. */
extern const unsigned char prov_user_attr_of[PROV_USER_COLUMNS + 1];
/* The value of an attribute in a row, or NULL (of the sender and the like: the primary address).
 * attrs is the row's column attrs; borrowed from both. */
const char *prov_user_row_value(const struct prov_sql_result *row, const json_t *attrs,
	enum prov_attr_id attr);
/* 1 found, 0 not, -1 error, such as an id and a name of two users: INVALID. Locks nothing. */
int prov_user_row_find(struct prov_sql *db, long long context, const struct prov_user_ref *ref,
	struct prov_sql_result **row, struct prov_err *err);
/* The same for the writer: fills old and id, or fails. */
int prov_user_row_find_object(struct prov_sql *db, struct prov_object *o, const struct prov_user_ref *ref,
	struct prov_err *err);
/* user.c: writes a new user with what came of it; fails if a name or an address is taken. */
int prov_user_insert(struct prov_sql *db, struct prov_object *o, const struct prov_user_row *row,
	struct prov_err *err);
int prov_user_fail_ids(long long context, struct prov_err *err);	/* none left (U4) */
int prov_user_row_unknown(struct prov_err *err, long long context,
	const struct prov_user_ref *ref);

/* user_build.c: THE builder of rows. begin, then what is known (value, attr, aliases), then build. */
struct prov_user_member {
	const char *name;
	struct prov_text value;
};
struct prov_user_row {
	const struct prov_config *config;
	/* What names are made of; NULL: the name was taken before. */
	const struct prov_alphabet *alphabet;
	/* By enum prov_user_column; p NULL: no value. Borrowed, or in what is below; those of commands end
	 * with NUL. */
	struct prov_text column[PROV_USER_COLUMNS + 1];
	struct prov_text *aliases;	/* given, beside the primary address */
	size_t alias_count;
	bool holds_addresses;		/* addresses are there: they stay as they are stored */
	bool enabled;
	prov_modules_t modules;
	/* made */
	struct prov_str login;		/* what people log in with */
	struct prov_text address;	/* the primary address as servers search for it; p NULL: none */
	struct prov_addresses addresses;
	struct prov_str attrs;		/* JSON, or empty */
	struct prov_str capabilities;	/* array literal, or empty */
	struct prov_str password;	/* a tagged hash, or empty */
	struct prov_str display, normalized;
	struct prov_user_member same_mail[4];	/* PROV_ATTR_AS_MAIL */
	size_t same_mail_count;
};
void prov_user_build_init(struct prov_user_row *row, const struct prov_config *config);
void prov_user_build_fini(struct prov_user_row *row);
void prov_user_build_begin(struct prov_user_row *row);		/* another user; keeps the memory */
void prov_user_build_value(struct prov_user_row *row, enum prov_user_column column,
	struct prov_text value);
/* A member of attrs. attr: enum prov_attr_id, or -1: one that operators made up. */
void prov_user_build_attr(struct prov_user_row *row, int attr, const char *name,
	struct prov_text value);
/* Makes the rest. INVALID: no name, or not one; what is no address. */
int prov_user_build(struct prov_user_row *row, struct prov_err *err);
/* Parameters of a statement that writes a user: those that it takes first, then its columns. */
#define PROV_USER_ARGS(name, row, ...) \
	const char *const name##_first[] = { __VA_ARGS__ }; \
	const char *name##_all[COUNT(name##_first) + PROV_USER_COLUMNS]; \
	const struct prov_sql_args name = prov_user_build_args(name##_all, name##_first, \
		COUNT(name##_first), row)
/* login, address, aliases, enabled, modules, attrs, capabilities */
#define PROV_USER_OTHERS(row) (row)->login.p, (row)->address.p, (row)->addresses.entered.p, \
	PROV_BOOL((row)->enabled), PROV_INT((long long)(row)->modules), \
	(row)->attrs.len ? (row)->attrs.p : NULL, \
	(row)->capabilities.len ? (row)->capabilities.p : NULL
struct prov_sql_args prov_user_build_args(const char **all, const char *const *first, size_t count,
	const struct prov_user_row *row);

/* user.c: what others have already that a user wants. */
struct prov_user_taken {
	bool name;
	const char *address;		/* the first of its addresses that it cannot have; or NULL */
	bool is_primary;		/* this one is its primary one */
	const char *address_login;	/* who logs in with it (U7); NULL: it is an address of somebody */
	const char *login_address;	/* an address of somebody that it would log in with (U7); or NULL */
};					/* none of these: its display name */
/* EXISTS, in the words of the Open-Xchange tools. */
int prov_user_fail_taken(const struct prov_user_taken *taken, const char *name, const char *login,
	struct prov_err *err);
/* Rule M2, what a new user may use if nothing is said: webmail, or what the context admin has without what
 * belongs to admins. */
int prov_user_base(struct prov_call *call, long long context, prov_modules_t *base, struct prov_err *err);

/* user_rows.c: users as rows for COPY. */
/* login, address, aliases, source_enabled, modules, password, attrs, and the columns: as in copy_user.sql. */
void prov_user_rows_fields(struct prov_sql_rows *rows, const struct prov_user_row *row, bool source_enabled,
	const char *password, size_t password_len);
/* Rows of copy_addresses.sql. list: as in struct prov_addresses. */
void prov_user_rows_addresses(struct prov_sql_rows *rows, long long context, long long uid, const char *list,
	size_t len);

/* user_set.c: from what a command says to a row. */
/* Attributes that operators add: UTF-8, length, control characters. extra may be NULL. */
int prov_user_set_check_extra(const struct prov_extra *extra, struct prov_err *err);
/* A new user, or the admin of a new context. pool has to live as long as row. */
int prov_user_set_new(struct prov_call *call, const struct prov_user_set *set, bool is_admin,
	prov_modules_t modules, struct prov_user_row *row, struct prov_pool *pool, struct prov_err *err);
/* The user o->old, changed. */
int prov_user_set_change(struct prov_sql *db, struct prov_object *o, const struct prov_user_set *set,
	struct prov_user_row *row, struct prov_pool *pool, struct prov_err *err);

#define PROV_CC(ID, name, option, letter, csv, type, store, ...) PROV_CC_OF_##store(ID)
#define PROV_CC_OF_COLUMN(ID) PROV_CC_##ID,
#define PROV_CC_OF_JSON(ID)
#define PROV_CC_OF_OTHER(ID)
#define PROV_CC_OF_NONE(ID)
/* The columns of query/context/get.sql and list.sql: the id, those that all statements treat alike, then the
 * rest. */
enum prov_context_column {
	PROV_CC_CID,
	PROV_CONTEXT_LIST(PROV_CC, PROV_CC, PROV_CC)
	PROV_CC_ATTRS,
	PROV_CC_NAMES,		/* only of list.sql, as a JSON array */
	PROV_CC_FILESTORE,	/* the same: the name of its file store */
	PROV_CC_CATCHALL	/* the same: an object of names of users */
};
/* The column of an attribute, or 0: it has none that all treat alike. */
extern const unsigned char prov_context_column_of[PROV_CA_COUNT];

/* context_lock.c: the write locks of contexts, whose ids have to ascend; what is not there has none. */
int prov_context_lock(struct prov_sql *db, const char *const *cids, size_t count, struct prov_err *err);
/* The same of ids in the first column of rows. */
int prov_context_lock_rows(struct prov_sql *db, const struct prov_sql_result *res, struct prov_err *err);

/* noun.c: the attributes of a noun that lists show, in their order; how many there are, and their columns. */
size_t prov_noun_listed(const struct prov_noun *noun, int *attrs);
struct prov_column prov_noun_column(const struct prov_noun *noun, int attr);
size_t prov_noun_columns(const struct prov_noun *noun, struct prov_column *columns);

/* access_admin.c: 1: *modules is what the admin may use, 0: no such context, -1: error. */
int prov_access_admin(struct prov_sql *db, long long context, prov_modules_t *modules,
	struct prov_err *err);
/* The same without what it mirrors of its users. */
int prov_access_admin_granted(struct prov_sql *db, long long context,
	prov_modules_t *modules, struct prov_err *err);

/* context_access.c: columns access-..., and granted-access-..., and their cells ("true", "false") */
extern const struct prov_column prov_access_columns[PROV_MODULE_COUNT];
extern const struct prov_column prov_granted_columns[PROV_MODULE_COUNT];
void prov_context_access_cells(prov_modules_t modules, const char **cells);
/* Adds the names of modules as a JSON array: ["calendar", "webmail"]. */
void prov_context_access_granted(prov_modules_t modules, struct prov_str *list);

/* Which page of a list by ids (struct prov_rows): the parameters "after" and "limit" of its statement. */
#define PROV_PAGE(rows) PROV_INT((rows)->after), (rows)->limit ? PROV_INT((rows)->limit) : NULL

/* capability_set.c: what is stored, an array or NULL, as a command changes it; added to out, nothing if
 * there is none. INVALID: no name, or added and removed. */
int prov_capability_set_apply(const struct prov_capability_change *change, const char *stored,
	struct prov_str *out, struct prov_err *err);
/* What is stored as a list, "drive,-chat", or NULL; caller frees. */
char *prov_capability_set_list(const char *stored);
/* Puts access.capabilities into the database, for servers; add: also if none reads it yet. */
int prov_capability_set_installation(struct prov_sql *db, const struct prov_config *config, bool add,
	struct prov_err *err);
/* In lower case. */
const char *prov_capability_set_name(const struct prov_capability *c, struct prov_pool *pool);

/* like.c: "*" -> "%", the rest escaped for LIKE; caller frees */
char *prov_like_pattern(const char *pattern);

#endif
