/* SPDX-License-Identifier: Apache-2.0 */
/*
 * model/serverconf.h - the templates of servers' configuration, libprov/model/server/SERVER/FILE
 *
 * @name@ is the value of a parameter; a line that begins with @name? is there if that has a value.
 */
#ifndef PROV_SERVERCONF_H
#define PROV_SERVERCONF_H

#include <stddef.h>

struct prov_serverconf_template {
	const char *server, *file, *text;
};
extern const struct prov_serverconf_template prov_serverconf_templates[];	/* ends with a NULL server */

#endif
