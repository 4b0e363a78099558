/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/placement.h - servers, file stores and databases: records that set-up scripts make
 *
 * Scripts written for the Open-Xchange tools register them before the first context. Where data lies is the
 * work of the database and of the servers that keep it: a record here is what such a script said, with an id
 * that createcontext and movecontextfilestore can refer to, and how many contexts it is good for.
 *
 * The tables are those of prov/attr.h: GIVEN are attributes that options set, SHOWN those that are only in
 * lists; the order is that of the lists (docs/open-xchange.md). The first is the id, the second the name; of
 * a file store that is its URI. max_contexts and contexts are columns, the rest is kept as JSON; the password
 * of a database is not kept at all.
 */
#ifndef PROV_PLACEMENT_H
#define PROV_PLACEMENT_H

#include <prov/noun.h>
#include <prov/rows.h>
#include <prov/session.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PROV_PLACEMENT_ID_ROW(SHOWN) \
	SHOWN(ID, "id", NULL, 0, "id", INT, OTHER, NULL, NULL, \
	  "id", PROV_NAME_BYTES, PROV_ATTR_FILLED)

#define PROV_SERVER_LIST(GIVEN, SHOWN) PROV_PLACEMENT_ID_ROW(SHOWN) \
	GIVEN(NAME, "name", "name", 'n', "name", NAME, COLUMN, "NAME", "name of the server", \
	  "name", PROV_NAME_BYTES, PROV_ATTR_MANDATORY | PROV_ATTR_FILLED)

#define PROV_FILESTORE_LIST(GIVEN, SHOWN) PROV_PLACEMENT_ID_ROW(SHOWN) \
	GIVEN(NAME, "uri", "storepath", 't', "uri", NAME, COLUMN, "URI", \
	  "where the store is, such as file:///srv/store", \
	  "path", PROV_NAME_BYTES, PROV_ATTR_MANDATORY | PROV_ATTR_FILLED) \
	GIVEN(SIZE, "size", "storesize", 's', "size", INT, JSON, "MB", "its size (default: 1000)", \
	  "size", PROV_NAME_BYTES, PROV_ATTR_PLAIN) \
	SHOWN(RESERVED, "reserved", NULL, 0, "reserved", INT, NONE, NULL, NULL, \
	  "reserved", PROV_NAME_BYTES, PROV_ATTR_PLAIN) \
	SHOWN(USED, "used", NULL, 0, "used", INT, NONE, NULL, NULL, \
	  "used", PROV_NAME_BYTES, PROV_ATTR_PLAIN) \
	GIVEN(MAX_CONTEXTS, "max_contexts", "maxcontexts", 'x', "maxcontexts", INT, COLUMN, "N", \
	  "how many contexts may refer to it, -1 is unlimited (default: 5000)", \
	  "maxctx", PROV_NAME_BYTES, PROV_ATTR_PLAIN) \
	SHOWN(CONTEXTS, "contexts", NULL, 0, "currentcontexts", INT, OTHER, NULL, NULL, \
	  "curctx", PROV_NAME_BYTES, PROV_ATTR_PLAIN)

#define PROV_DATABASE_LIST(GIVEN, SHOWN) PROV_PLACEMENT_ID_ROW(SHOWN) \
	GIVEN(NAME, "name", "name", 'n', "display_name", NAME, COLUMN, "NAME", "name of the database", \
	  "name", PROV_NAME_BYTES, PROV_ATTR_MANDATORY | PROV_ATTR_FILLED) \
	GIVEN(URL, "url", "hostname", 'H', "url", TEXT, JSON, "HOST", "its host", \
	  "hostname", PROV_NAME_BYTES, PROV_ATTR_PLAIN) \
	GIVEN(MASTER, "master", "master", 'm', "master", BOOL, JSON, "true|false", \
	  "is it one that is written to", \
	  "master", PROV_NAME_BYTES, PROV_ATTR_MANDATORY) \
	GIVEN(MASTERID, "masterid", "masterid", 'M', "masterid", INT, JSON, "ID", \
	  "the database that this one is a copy of", \
	  "mid", PROV_NAME_BYTES, PROV_ATTR_PLAIN) \
	GIVEN(MAX_CONTEXTS, "max_contexts", "maxunit", 'x', "maxUnits", INT, COLUMN, "N", \
	  "how many contexts may refer to it, -1 is unlimited (default: 1000)", \
	  "maxctx", PROV_NAME_BYTES, PROV_ATTR_PLAIN) \
	SHOWN(CONTEXTS, "contexts", NULL, 0, "currentunits", INT, OTHER, NULL, NULL, \
	  "curctx", PROV_NAME_BYTES, PROV_ATTR_PLAIN) \
	GIVEN(POOL_HARD_LIMIT, "pool_hard_limit", "poolhardlimit", 'l', "poolHardLimit", BOOL, JSON, \
	  "true|false", "kept, without effect (default: true)", \
	  "hlimit", PROV_NAME_BYTES, PROV_ATTR_PLAIN) \
	GIVEN(POOL_MAX, "pool_max", "poolmax", 'a', "poolMax", INT, JSON, "N", \
	  "kept, without effect (default: 100)", \
	  "max", PROV_NAME_BYTES, PROV_ATTR_PLAIN) \
	GIVEN(POOL_INITIAL, "pool_initial", "poolinitial", 'o', "poolInitial", INT, JSON, "N", \
	  "kept, without effect (default: 0)", \
	  "inital", PROV_NAME_BYTES, PROV_ATTR_PLAIN) \
	GIVEN(LOGIN, "login", "dbuser", 'u', "login", TEXT, JSON, "NAME", \
	  "name to log in with (default: openexchange)", \
	  NULL, PROV_NAME_BYTES, PROV_ATTR_PLAIN) \
	GIVEN(PASSWORD, "password", "dbpasswd", 'p', "password", PASSWORD, NONE, "PASSWORD", \
	  "accepted, and not kept: nothing logs in with it", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_SECRET) \
	GIVEN(DRIVER, "driver", "dbdriver", 'd', "driver", TEXT, JSON, "NAME", \
	  "kept, without effect (default: com.mysql.jdbc.Driver)", \
	  NULL, PROV_NAME_BYTES, PROV_ATTR_PLAIN) \
	SHOWN(READ_ID, "read_id", NULL, 0, "read_id", INT, NONE, NULL, NULL, \
	  NULL, PROV_NAME_BYTES, PROV_ATTR_PLAIN) \
	SHOWN(SCHEME, "scheme", NULL, 0, "scheme", TEXT, NONE, NULL, NULL, \
	  NULL, PROV_NAME_BYTES, PROV_ATTR_PLAIN)

#define PROV_PLACEMENT_ENUM(ID, ...) PROV_PLACEMENT_OF(ID),
#define PROV_PLACEMENT_OF(ID) PROV_SA_##ID
enum prov_server_attr_id { PROV_SERVER_LIST(PROV_PLACEMENT_ENUM, PROV_PLACEMENT_ENUM) PROV_SA_COUNT };
#undef PROV_PLACEMENT_OF
#define PROV_PLACEMENT_OF(ID) PROV_FA_##ID
enum prov_filestore_attr_id {
	PROV_FILESTORE_LIST(PROV_PLACEMENT_ENUM, PROV_PLACEMENT_ENUM) PROV_FA_COUNT
};
#undef PROV_PLACEMENT_OF
#define PROV_PLACEMENT_OF(ID) PROV_DA_##ID
enum prov_database_attr_id {
	PROV_DATABASE_LIST(PROV_PLACEMENT_ENUM, PROV_PLACEMENT_ENUM) PROV_DA_COUNT
};
#undef PROV_PLACEMENT_OF
#undef PROV_PLACEMENT_ENUM

enum { PROV_PLACEMENT_ID, PROV_PLACEMENT_NAME };	/* in each of them */
#define PROV_PLACEMENT_ATTRS 16		/* none has more */

enum prov_placement_kind { PROV_SERVER, PROV_FILESTORE, PROV_DATABASE, PROV_PLACEMENT_COUNT };
PROV_API extern const struct prov_noun prov_placement_nouns[PROV_PLACEMENT_COUNT];

/* By id (0: not given), by name (NULL: not given), or by both, which then have to agree. */
struct prov_placement_ref {
	long long id;
	const char *name;
};

/* By the kind's attributes; NULL: not said. */
struct prov_placement_set {
	const char *attr[PROV_PLACEMENT_ATTRS];
};

/* A new record; *id is its id, which no other record of its kind ever had. Master's. DENIED; INVALID; VALUE;
 * EXISTS: the name is taken. */
PROV_API PROV_MUST_CHECK int prov_placement_register(struct prov_call *call, enum prov_placement_kind kind,
	const struct prov_placement_set *set, long long *id, struct prov_err *err);
/* What is said changes; a store that has more contexts than it may have from now on gets no new ones. A name
 * in set is a new one. NO_RECORD; INVALID: id and name are of two records; EXISTS. */
PROV_API PROV_MUST_CHECK int prov_placement_change(struct prov_call *call, enum prov_placement_kind kind,
	const struct prov_placement_ref *ref, const struct prov_placement_set *set, long long *id,
	struct prov_err *err);
/* NO_RECORD; INVALID: contexts refer to it, or id and name are of two records. */
PROV_API PROV_MUST_CHECK int prov_placement_unregister(struct prov_call *call,
	enum prov_placement_kind kind, const struct prov_placement_ref *ref, long long *id,
	struct prov_err *err);

/* Those whose name matches the pattern ("*" is any text; NULL: all), by id. DENIED. */
PROV_API size_t prov_placement_columns(enum prov_placement_kind kind, struct prov_column *columns);
PROV_API PROV_MUST_CHECK int prov_placement_list(struct prov_call *call, enum prov_placement_kind kind,
	const char *pattern, const struct prov_rows *rows, struct prov_err *err);

/* The reasons of maintenance that the Open-Xchange tools had: here there are none, so
 * all that this does is to look who asks. DENIED. */
PROV_API PROV_MUST_CHECK int prov_placement_list_reasons(struct prov_call *call, struct prov_err *err);

#ifdef __cplusplus
}
#endif

#endif
