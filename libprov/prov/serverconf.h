/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prov/serverconf.h - the configuration of servers that read the views of this installation
 *
 *	prov_serverconf_open(config, server, &given, &conf, &err)
 *	for each file: conf.files[i].name, .text
 *	prov_serverconf_write(&conf, folder, &err)		or into a folder
 *	prov_serverconf_close(&conf)
 */
#ifndef PROV_SERVERCONF_PUBLIC_H
#define PROV_SERVERCONF_PUBLIC_H

#include <prov/database.h>
#include <prov/session.h>

#ifdef __cplusplus
extern "C" {
#endif

struct prov_serverconf_given {
	const char *set;	/* "NAME=VALUE,...", parameters that are not as usual; NULL: none */
	const char *password;	/* of the server's role, where database.conninfo is set; NULL: none */
	const char *folder;	/* absolute, where the files are going to be; NULL: /etc/SERVER/prov */
	const char *program;	/* absolute, the program prov, which a server may run; NULL: /usr/bin/prov */
	struct prov_call *call;	/* who asks the database; it is asked only for what prov.conf does not say */
};

struct prov_serverconf_file {
	char *name;
	char *text;
	bool secret;		/* it has the password */
};

struct prov_serverconf {
	const struct prov_server *server;
	struct prov_serverconf_file *files;
	size_t count;
	char *note;		/* lines about what is missing in it; NULL: nothing */
};

/* The server with this name: one of prov_database_server(), or nginx, which reads no database. INVALID. */
PROV_API const struct prov_server *prov_serverconf_server(const char *name, struct prov_err *err);
/* INVALID: a parameter that is none, or a value that a configuration cannot have. */
PROV_API PROV_MUST_CHECK int prov_serverconf_open(const struct prov_config *config,
	const struct prov_server *server, const struct prov_serverconf_given *given,
	struct prov_serverconf *conf, struct prov_err *err);
PROV_API void prov_serverconf_close(struct prov_serverconf *conf);
/* Makes each file in the folder, which is made, or is empty and belongs to us. Those with a password are
 * readable by root and the server's group alone. CONFIG, IO. */
PROV_API PROV_MUST_CHECK int prov_serverconf_write(const struct prov_serverconf *conf, const char *folder,
	struct prov_err *err);

struct prov_serverconf_param {
	const char *name, *def, *doc;
};
/* The parameter number i, from 0 on; NULL: no more. */
PROV_API const struct prov_serverconf_param *prov_serverconf_param(size_t i);

#ifdef __cplusplus
}
#endif

#endif
