/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/event.h - THE table of what servers are told after a change
 *
 * Which attribute means which of them is in the tables of attributes (PROV_ATTR_TELLS in prov/attr.h and
 * prov/noun.h). The words are those of prov.conf, of the JSON that deliverers read, and of the documentation;
 * docs/events.md has them in full.
 *
 *	X(ID, word, untold, meaning)
 *
 * untold  1: a deliverer hears of it only if its configuration says so
 */
#ifndef PROV_EVENT_H
#define PROV_EVENT_H

#define PROV_EVENT_LIST(X) \
	X(CREATE, "create", 1, "is new") \
	X(DELETE, "delete", 0, "is gone") \
	X(RENAME, "rename", 0, "has another name") \
	X(ENABLE, "enable", 0, "may log in again") \
	X(DISABLE, "disable", 0, "may not log in any more") \
	X(PASSWORD, "password", 0, "has a new password") \
	X(MODULES, "modules", 0, "may use other modules or capabilities") \
	X(ADDRESSES, "addresses", 0, "has other mail addresses") \
	X(MAPPINGS, "mappings", 0, "has other login mappings") \
	X(QUOTA, "quota", 0, "has another quota") \
	X(MEMBERS, "members", 0, "has other members") \
	X(PROFILE, "profile", 0, "is shown by another name, or in another language or time zone")

enum prov_event {
#define PROV_EVENT_ENUM(ID, ...) PROV_EVENT_##ID,
	PROV_EVENT_LIST(PROV_EVENT_ENUM)
#undef PROV_EVENT_ENUM
	PROV_EVENT_COUNT
};

#endif
