/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql/sql_program.h - PostgreSQL's own programs, pg_dump and pg_restore: found, run, and what they say
 *
 * With our rights and our environment, as psql would be called by hand: PGPASSFILE and ~/.pgpass count.
 */
#ifndef PROV_SQL_PROGRAM_H
#define PROV_SQL_PROGRAM_H

#include <stdio.h>
#include <sys/types.h>

#include "libprov/base/base.h"

struct prov_sql_program {
	char *name;			/* for messages */
	pid_t pid;			/* 0: it does not run */
	FILE *said;			/* its standard error */
};
#define PROV_SQL_PROGRAM_INIT { NULL, 0, NULL }

/* The program for a server of this major version (which it has to have, or a newer one); 0: the newest that
 * there is. Caller frees. UNAVAILABLE: there is none. */
char *prov_sql_program_find(const char *name, int major, struct prov_err *err);
/* Starts argv[0] with these as standard input and output (-1: nothing); it ends with us. */
int prov_sql_program_start(struct prov_sql_program *program, char *const argv[], int in, int out,
	struct prov_err *err);
/* Waits for its end. IO: it could not write; STORAGE: it failed, what it said last is the detail. */
int prov_sql_program_wait(struct prov_sql_program *program, struct prov_err *err);
/* Ends it if it runs, and frees. */
void prov_sql_program_end(struct prov_sql_program *program);

/* sql_dump.c: what pg_restore makes of the archive in file in, as a stream of text; args, which end with
 * NULL, say of what. NULL: it cannot be run. */
FILE *prov_sql_dump_read(struct prov_sql_program *run, int in, char *const args[], struct prov_err *err);

#endif
