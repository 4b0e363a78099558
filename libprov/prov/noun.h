/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/noun.h - the nouns: what has attributes, and the tables of contexts, groups and resources
 *
 * A line is that of prov/attr.h. Of these, lists call a column in JSON what they call it in CSV. GIVEN are
 * attributes that an option of the commands sets that create and change, KEY those by which other commands
 * find a context, SHOWN those that are only in lists; the order is that of the lists (docs/open-xchange.md).
 * What is made of them is in
 * docs/howto-add-an-attribute.md.
 *
 * store   NONE, too: a column for scripts that is always empty
 */
#ifndef PROV_NOUN_H
#define PROV_NOUN_H

#include <prov/attr.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PROV_CONTEXT_LIST(KEY, GIVEN, SHOWN) \
	KEY(ID, "id", "contextid", 'c', "id", INT, OTHER, "ID", "id of the new context", \
	  "cid", PROV_NAME_BYTES, PROV_ATTR_MANDATORY | PROV_ATTR_FILLED) \
	KEY(FILESTORE_ID, "filestore_id", "destination-store-id", 'F', "filestore_id", INT, COLUMN, "ID", \
	  "file store that it refers to, of registerfilestore", \
	  "fid", PROV_TEXT_BYTES, PROV_ATTR_PLAIN) \
	SHOWN(FILESTORE_NAME, "filestore_name", NULL, 0, "filestore_name", TEXT, OTHER, NULL, NULL, \
	  "fname", PROV_TEXT_BYTES, PROV_ATTR_PLAIN) \
	KEY(DATABASE_ID, "database_id", "destination-database-id", 'D', NULL, INT, COLUMN, "ID", \
	  "database that it refers to, of registerdatabase", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_PLAIN) \
	SHOWN(ENABLED, "enabled", NULL, 0, "enabled", BOOL, COLUMN, NULL, NULL, \
	  "enabled", PROV_TEXT_BYTES, PROV_ATTR_FILLED | PROV_ATTR_TELLS(ENABLE)) \
	GIVEN(QUOTA, "quota", "quota", 'q', "max_quota", INT, COLUMN, "MB", \
	  "file quota, -1 is unlimited", \
	  "qmax", PROV_TEXT_BYTES, PROV_ATTR_MANDATORY | PROV_ATTR_FILLED | PROV_ATTR_TELLS(QUOTA)) \
	SHOWN(USED_QUOTA, "used_quota", NULL, 0, "used_quota", INT, NONE, NULL, NULL, \
	  "qused", PROV_TEXT_BYTES, PROV_ATTR_PLAIN) \
	KEY(NAME, "name", "contextname", 'N', "name", NAME, COLUMN, "NAME", "name (default: the id)", \
	  "name", PROV_NAME_BYTES, PROV_ATTR_FILLED | PROV_ATTR_TELLS(RENAME)) \
	GIVEN(MAPPINGS, "mappings", "addmapping", 'L', "lmappings", NAMES, OTHER, "A,B,...", \
	  "login mappings, such as mail domains, separated by commas", \
	  "lmappings", PROV_TEXT_BYTES, PROV_ATTR_FILLED | PROV_ATTR_TELLS(MAPPINGS)) \
	GIVEN(CATCHALL, "catchall", "catchall", 0, "catchall", OBJECT, OTHER, "DOMAIN=USER,...", \
	  "who gets what is sent to unknown addresses of a mail domain; DOMAIN=: nobody", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_ASKED) \
	GIVEN(GAB_MODE, "gab_mode", "gabMode", 0, "gab_mode", TEXT, COLUMN, "MODE", \
	  "who sees the address book: global (all users) or individual (default: those of whom no " \
	  "module hides it)", \
	  NULL, PROV_NAME_BYTES, PROV_ATTR_FILLED | PROV_ATTR_ASKED | PROV_ATTR_TELLS(MODULES)) \
	SHOWN(ATTRS, "attrs", NULL, 0, "attributes", OBJECT, OTHER, NULL, NULL, \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_PLAIN) \
	SHOWN(CAPABILITIES, "capabilities", NULL, 0, NULL, NAMES, COLUMN, NULL, NULL, \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_TELLS(MODULES)) \
	PROV_CONTEXT_LIMITS(SHOWN)

/* Items of a module that a context may have; 0 is unlimited, none is what servers have. */
#define PROV_CONTEXT_LIMITS(X) \
	PROV_CONTEXT_LIMIT(X, QUOTA_TASK, "quota_task") \
	PROV_CONTEXT_LIMIT(X, QUOTA_CALENDAR, "quota_calendar") \
	PROV_CONTEXT_LIMIT(X, QUOTA_CONTACT, "quota_contact") \
	PROV_CONTEXT_LIMIT(X, QUOTA_INFOSTORE, "quota_infostore") \
	PROV_CONTEXT_LIMIT(X, QUOTA_ATTACHMENT, "quota_attachment")
#define PROV_CONTEXT_LIMIT(X, ID, name) X(ID, name, NULL, 0, NULL, INT, COLUMN, NULL, NULL, \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_PLAIN)

#define PROV_GROUP_LIST(GIVEN, SHOWN) \
	SHOWN(ID, "id", NULL, 0, "id", INT, OTHER, NULL, NULL, \
	  "Id", PROV_NAME_BYTES, PROV_ATTR_FILLED | PROV_ATTR_LOCAL) \
	GIVEN(NAME, "name", "name", 'n', "name", NAME, COLUMN, "NAME", "name of the group", \
	  "Name", PROV_NAME_BYTES, PROV_ATTR_MANDATORY | PROV_ATTR_FILLED | PROV_ATTR_TELLS(RENAME)) \
	GIVEN(DISPLAY_NAME, "display_name", "displayname", 'd', "displayname", TEXT, COLUMN, "NAME", \
	  "display name", \
	  "Displayname", PROV_DISPLAY_BYTES, \
	PROV_ATTR_MANDATORY | PROV_ATTR_FILLED | PROV_ATTR_TELLS(PROFILE)) \
	GIVEN(MAIL, "mail", "email", 'e', "email", MAIL, COLUMN, "ADDRESS", \
	  "mail address, which stands for all members", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_ASKED | PROV_ATTR_TELLS(ADDRESSES)) \
	GIVEN(MEMBERS, "members", "addmembers", 'a', "members", MEMBERS, OTHER, "A,B,...", \
	  "add these users, by id or name, separated by commas", \
	  "Members", PROV_TEXT_BYTES, PROV_ATTR_TELLS(MEMBERS)) \
	SHOWN(MEMBER_UIDS, "member_uids", NULL, 0, NULL, NAMES, OTHER, NULL, NULL, \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_PLAIN) \
	GIVEN(DESCRIPTION, "description", "description", 'D', "description", TEXT, COLUMN, "TEXT", \
	  "description", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_LOCAL | PROV_ATTR_ASKED | PROV_ATTR_LINES) \
	SHOWN(SOURCE, "source", NULL, 0, "source", TEXT, OTHER, NULL, NULL, \
	  NULL, PROV_NAME_BYTES, PROV_ATTR_LOCAL | PROV_ATTR_ASKED)

#define PROV_RESOURCE_LIST(GIVEN, SHOWN) \
	SHOWN(ID, "id", NULL, 0, "id", INT, OTHER, NULL, NULL, \
	  "Id", PROV_NAME_BYTES, PROV_ATTR_FILLED | PROV_ATTR_LOCAL) \
	GIVEN(NAME, "name", "name", 'n', "name", NAME, COLUMN, "NAME", "name of the resource", \
	  "Name", PROV_NAME_BYTES, PROV_ATTR_MANDATORY | PROV_ATTR_FILLED | PROV_ATTR_TELLS(RENAME)) \
	GIVEN(DISPLAY_NAME, "display_name", "displayname", 'd', "displayname", TEXT, COLUMN, "NAME", \
	  "display name", \
	  "Displayname", PROV_DISPLAY_BYTES, \
	PROV_ATTR_MANDATORY | PROV_ATTR_FILLED | PROV_ATTR_TELLS(PROFILE)) \
	GIVEN(MAIL, "mail", "email", 'e', "email", MAIL, COLUMN, "ADDRESS", "mail address", \
	  "Email", PROV_TEXT_BYTES, PROV_ATTR_MANDATORY | PROV_ATTR_TELLS(ADDRESSES)) \
	GIVEN(AVAILABLE, "available", "available", 'a', "available", BOOL, COLUMN, "true|false", \
	  "can it be booked (default: true)", \
	  "Available", PROV_TEXT_BYTES, PROV_ATTR_FILLED | PROV_ATTR_TELLS(ENABLE)) \
	GIVEN(KIND, "kind", "kind", 0, "kind", TEXT, COLUMN, "WORD", \
	  "location, thing or group, as calendars show it (default: location)", \
	  NULL, PROV_NAME_BYTES, PROV_ATTR_FILLED | PROV_ATTR_ASKED | PROV_ATTR_TELLS(PROFILE)) \
	GIVEN(BOOKINGS, "bookings", "bookings", 0, "bookings", INT, COLUMN, "N", \
	  "bookings at the same time: 0 any number, -1 any, but shown as busy (default: 1)", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_FILLED | PROV_ATTR_ASKED | PROV_ATTR_TELLS(PROFILE)) \
	GIVEN(DESCRIPTION, "description", "description", 'D', "description", TEXT, COLUMN, "TEXT", \
	  "description", \
	  NULL, PROV_TEXT_BYTES, PROV_ATTR_ASKED | PROV_ATTR_LINES)

enum prov_context_attr_id {
#define PROV_CONTEXT_ENUM(ID, ...) PROV_CA_##ID,
	PROV_CONTEXT_LIST(PROV_CONTEXT_ENUM, PROV_CONTEXT_ENUM, PROV_CONTEXT_ENUM)
#undef PROV_CONTEXT_ENUM
	PROV_CA_COUNT
};

enum prov_group_attr_id {
#define PROV_GROUP_ENUM(ID, ...) PROV_GA_##ID,
	PROV_GROUP_LIST(PROV_GROUP_ENUM, PROV_GROUP_ENUM)
#undef PROV_GROUP_ENUM
	PROV_GA_COUNT
};

enum prov_resource_attr_id {
#define PROV_RESOURCE_ENUM(ID, ...) PROV_RA_##ID,
	PROV_RESOURCE_LIST(PROV_RESOURCE_ENUM, PROV_RESOURCE_ENUM)
#undef PROV_RESOURCE_ENUM
	PROV_RA_COUNT
};

struct prov_noun {
	const char *name;		/* "user", as the log calls it */
	const struct prov_attr *attrs;
	int count;
	bool json_as_csv;		/* JSON calls a column what CSV does; else by the attribute's name */
};

PROV_API extern const struct prov_noun prov_noun_user, prov_noun_context, prov_noun_group,
	prov_noun_resource;

/* The attribute with this name, or -1. */
PROV_API int prov_noun_find(const struct prov_noun *noun, const char *name);

#ifdef __cplusplus
}
#endif

#endif
