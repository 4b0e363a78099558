/* SPDX-License-Identifier: Apache-2.0 */
/*
 * columns.h - the columns of the nouns' tables, for the statements
 *
 * Nothing includes this file: the preprocessor turns it into a list, "@NOUN name type store flags" for
 * each attribute and the words of secrets. From that sql/embed.sh fills in the lists of columns that
 * statements ask for ({user: ...}, docs/howto-add-a-query.md).
 */
#include <prov/noun.h>

#define USER(ID, name, option, letter, csv, type, store, argument, help, title, max, flags) \
	@user name type store flags
#define CONTEXT(ID, name, option, letter, csv, type, store, argument, help, title, max, flags) \
	@context name type store flags
#define GROUP(ID, name, option, letter, csv, type, store, argument, help, title, max, flags) \
	@group name type store flags
#define RESOURCE(ID, name, option, letter, csv, type, store, argument, help, title, max, flags) \
	@resource name type store flags

PROV_ATTR_LIST(USER)
PROV_CONTEXT_LIST(CONTEXT, CONTEXT, CONTEXT)
PROV_GROUP_LIST(GROUP, GROUP)
PROV_RESOURCE_LIST(RESOURCE, RESOURCE)
@secret PROV_SECRET_WORDS
