/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/access.h - modules: what a user may use
 *
 * A set of modules is one number, a bit a module; THE table is prov_modules in model/access.c.
 * Named sets (combinations) come from a ModuleAccessDefinitions.properties file, with thirteen
 * known ones built in. Bits 0 to 28 are those of the Open-Xchange user configuration; the two
 * flags that have no bit there use 32 and 33.
 */
#ifndef PROV_ACCESS_H
#define PROV_ACCESS_H

#include <prov/rows.h>
#include <prov/session.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The combination of a user of whom nothing is said, unless access.default says another (M2). */
#define PROV_ACCESS_DEFAULT "webmail"

#define PROV_MODULE_LIST(X) \
	X(CALENDAR, "calendar", "calendar", 1, true, "calendar") \
	X(CONTACTS, "contacts", "contacts", 2, true, "address books") \
	X(DELEGATE_TASKS, "delegate-tasks", "delegatetask", 17, true, "tasks with participants") \
	X(EDIT_PUBLIC, "edit-public-folder", "editpublicfolders", 15, true, "write public folders") \
	X(ICAL, "ical", "ical", 10, true, "iCal interface") \
	X(INFOSTORE, "infostore", "infostore", 4, true, "files") \
	X(SHARED, "read-create-shared-Folders", "readcreatesharedfolders", 16, true, \
	  "share folders and see shared ones") \
	X(SYNCML, "syncml", "syncml", 14, true, "mobile sync") \
	X(TASKS, "tasks", "tasks", 3, true, "tasks") \
	X(VCARD, "vcard", "vcard", 11, true, "vCard interface") \
	X(WEBDAV, "webdav", "webdav", 9, true, "WebDAV to files") \
	X(WEBDAV_XML, "webdav-xml", "webdavxml", 8, true, "old Outlook and KDE interface") \
	X(WEBMAIL, "webmail", "webmail", 0, true, "mail") \
	X(EDIT_GROUP, "edit-group", "editgroup", 18, true, "manage groups") \
	X(EDIT_RESOURCE, "edit-resource", "editresource", 19, true, "manage resources") \
	X(EDIT_PASSWORD, "edit-password", "editpassword", 20, true, "change the own password") \
	X(COLLECT, "collect-email-addresses", "collectemailaddresses", 21, true, \
	  "collect mail addresses") \
	X(MULTIPLE, "multiple-mail-accounts", "multiplemailaccounts", 22, true, \
	  "additional mail accounts") \
	X(SUBSCRIPTION, "subscription", "subscription", 23, true, "subscribe") \
	X(PUBLICATION, "publication", "publication", 24, true, "publish") \
	X(ACTIVE_SYNC, "active-sync", "activesync", 25, true, "Exchange ActiveSync") \
	X(USM, "usm", "usm", 26, true, "sync module") \
	X(OLOX20, "olox20", "olox20", 27, true, "Outlook connector 2") \
	X(DENIED_PORTAL, "denied-portal", "deniedportal", 28, false, "hides the portal") \
	X(GAB_DISABLED, "global-address-book-disabled", "globaladdressbookdisabled", 32, false, \
	  "hides the global address book") \
	X(PUBLIC_EDITABLE, "public-folder-editable", "publicfoldereditable", 33, true, \
	  "edit rights of public folders")

/* In the order of the columns of listuser --csv (docs/open-xchange.md). */
enum prov_module_id {
#define PROV_MODULE_ENUM(ID, ...) PROV_M_##ID,
	PROV_MODULE_LIST(PROV_MODULE_ENUM)
#undef PROV_MODULE_ENUM
	PROV_MODULE_COUNT
};

typedef uint64_t prov_modules_t;

struct prov_module {
	const char *option;		/* "calendar": --access-calendar, column access-calendar */
	const char *token;		/* in ModuleAccessDefinitions.properties */
	int bit;
	bool positive;			/* false: takes something away; never mirrored to the admin */
	const char *help;
};

PROV_API extern const struct prov_module prov_modules[PROV_MODULE_COUNT];

#define PROV_MODULE_BIT(id) ((prov_modules_t)1 << prov_modules[id].bit)

/* The set with this name. INVALID: there is none, and the message lists those that are. */
PROV_API PROV_MUST_CHECK int prov_access_combination(struct prov_call *call,
	const char *name, prov_modules_t *modules, struct prov_err *err);
/* The name of exactly this set, or NULL; the first in the file wins. Borrowed. Fails with CONFIG
 * when the configured file cannot be read. */
PROV_API PROV_MUST_CHECK int prov_access_name(struct prov_call *call,
	prov_modules_t modules, const char **name, struct prov_err *err);
/* *name: that of the set number i, from 0 on, in the order of the file; NULL: no more. Borrowed. CONFIG. */
PROV_API PROV_MUST_CHECK int prov_access_name_at(struct prov_call *call, size_t i, const char **name,
	struct prov_err *err);
/* All positive modules: what the context admin mirrors (rule M3). */
PROV_API prov_modules_t prov_access_positive(void);

/* What a command says about access; combination wins over single flags. */
struct prov_access_change {
	const char *combination;	/* NULL: none */
	prov_modules_t on, off;		/* single flags */
};
/* base with the change applied. INVALID: no such combination. */
PROV_API PROV_MUST_CHECK int prov_access_apply(struct prov_call *call,
	const struct prov_access_change *change, prov_modules_t base, prov_modules_t *result,
	struct prov_err *err);
PROV_API bool prov_access_is_given(const struct prov_access_change *change);

/* For the users of all contexts, at once: a combination, or single flags. These are the master admin's. */
struct prov_access_global {
	/* Only users who have exactly the modules of this combination, or of this number, the sum of their
	 * bits up to 31. NULL: all. */
	const char *filter;
	struct prov_access_change change;
};
/* One transaction; how many users of how many contexts have other modules now. INVALID: no such combination,
 * one and single flags, the flag of the global address book. */
PROV_API PROV_MUST_CHECK int prov_access_global_change(struct prov_call *call,
	const struct prov_access_global *what, long long *contexts, long long *users, struct prov_err *err);
/* Which contexts that would be: id, name, users. Locks nothing. */
PROV_API size_t prov_access_global_columns(struct prov_column *columns);
PROV_API PROV_MUST_CHECK int prov_access_global_plan(struct prov_call *call,
	const struct prov_access_global *what, const struct prov_rows *rows, struct prov_err *err);

#ifdef __cplusplus
}
#endif

#endif
