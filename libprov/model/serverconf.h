/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model/serverconf.h - the templates of servers' configuration, libprov/model/server/SERVER/FILE
 *
 * @name@ is the value of a parameter; a line that begins with @name? is there if that has a value;
 * a file of which no line is there is not made.
 */
#ifndef PROV_SERVERCONF_H
#define PROV_SERVERCONF_H

#include <prov/serverconf.h>

#include "libprov/base/base.h"

struct prov_serverconf_template {
	const char *server, *file, *text;
};
extern const struct prov_serverconf_template prov_serverconf_templates[];	/* ends with a NULL server */

#define PROV_SERVERCONF_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

struct prov_serverconf_value {
	const char *name, *value;
};

struct prov_serverconf_values {
	struct prov_pool *pool;		/* of the values; is wiped */
	struct prov_serverconf_value *list;
	size_t count;
};

/* serverconf_text.c. NULL: there is none of this name. */
struct prov_serverconf_value *prov_serverconf_text_find(struct prov_serverconf_values *v, const char *name,
	size_t len);
/* A copy of v that was made before does not have it. */
void prov_serverconf_text_add(struct prov_serverconf_values *v, const char *name, const char *value);
/* "" if there is none of this name. */
const char *prov_serverconf_text_get(struct prov_serverconf_values *v, const char *name);
/* INVALID: a value has a character that may mean something to a server; also is what is allowed besides. */
int prov_serverconf_text_check(const char *name, const char *value, const char *also, struct prov_err *err);
/* Adds the text with its values to file, which has a secret from then on if one of them is a password. */
void prov_serverconf_text_expand(struct prov_serverconf_values *v, const char *text, struct prov_str *out,
	bool *secret);
/* A new file of conf, whose text is taken over. */
void prov_serverconf_text_file(struct prov_serverconf *conf, const char *name, struct prov_str *text,
	bool secret);

/* serverconf_directory.c: adds the value "directories", and the files that it names, for all sources. */
int prov_serverconf_directory_add(struct prov_serverconf_values *v, const struct prov_config *config,
	const struct prov_serverconf_given *given, struct prov_serverconf *conf, struct prov_err *err);

/* serverconf_place.c: where the database is, as servers are told. */
struct prov_serverconf_place {
	const char *host, *port, *name;	/* words of libpq; a port that is not said is "" */
	const char *more;		/* "KEY=VALUE " of all others, or "" */
	const char *local;		/* folder of the private database's socket; NULL: database.conninfo */
	const char *uri;		/* all of it, with role and password; "" for a local one */
	const char *left_out;		/* what of database.conninfo is not for servers; NULL: nothing */
};
/* INVALID: database.conninfo has what servers cannot be told. */
int prov_serverconf_place(struct prov_pool *pool, const struct prov_config *config, const char *role,
	const char *password, struct prov_serverconf_place *place, struct prov_err *err);

#endif
