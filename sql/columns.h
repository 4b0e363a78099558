/* SPDX-License-Identifier: Apache-2.0 */
/*
 * columns.h - the columns of the nouns' tables, for the statements
 *
 * Nothing includes this file: the preprocessor turns it into a list, "@NOUN name type store flags" for
 * each attribute and the words of secrets. From that sql/embed.sh fills in the lists of columns that
 * statements ask for ({user: ...}, docs/howto-add-a-query.md).
 */
#include <prov/attr.h>

#define USER(ID, name, option, letter, csv, type, store, argument, help, title, max, flags) \
	@user name type store flags

PROV_ATTR_LIST(USER)
@secret PROV_SECRET_WORDS
