/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seen.c - until a change of the directory is in the database: by a watch that runs, and by hand
 *
 *	seen CONNINFO URI USER COMMAND [WORD...]
 *
 * In each of ROUNDS (of the environment) the surname of USER, an entry of the directory, is changed, and it
 * takes so long until users have it; and COMMAND, with its number in ROUND, takes so long. Both in
 * turn, since the machine may have other things to do. Prints both in microseconds, a line for each round.
 */
#include <ldap.h>
#include <libpq-fe.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LONGEST 60000000LL	/* microseconds: it does not come any more */

extern char **environ;

struct seen {
	PGconn *db;
	LDAP *ld;
	const char *user;
	char *dn;
	char **words;
};

static long long now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

/* 1: so it is, 0: not yet, -1 */
static int ask(PGconn *db, const char *statement, const char *const *values, int n)
{
	PGresult *res = PQexecParams(db, statement, n, NULL, values, NULL, NULL, 0);
	int yes = PQresultStatus(res) == PGRES_TUPLES_OK ? PQntuples(res) > 0 : -1;

	PQclear(res);
	return yes;
}

static long long wait_for(PGconn *db, const char *statement, const char *const *values, int n)
{
	const long long began = now_us();
	int yes;

	while ((yes = ask(db, statement, values, n)) == 0 && now_us() - began < LONGEST)
		usleep(500);
	return yes > 0 ? now_us() - began : -1;
}

/* What it does after that is no part of it, and not in the way of the other one. */
static int wait_for_rest(PGconn *db)
{
	return wait_for(db, "SELECT 1 WHERE NOT EXISTS "
			"(SELECT 1 FROM prov.job_lock WHERE run IS NOT NULL)", NULL, 0) < 0 ? -1 : 0;
}

static int change(struct seen *s, char *value)
{
	char *values[] = { value, NULL };
	LDAPMod mod = { .mod_op = LDAP_MOD_REPLACE, .mod_type = (char[]){ "sn" }, .mod_values = values };
	LDAPMod *mods[] = { &mod, NULL };

	return ldap_modify_ext_s(s->ld, s->dn, mods, NULL, NULL) == LDAP_SUCCESS ? 0 : -1;
}

static long long watch(struct seen *s, long round)
{
	char name[64];
	const char *const values[] = { s->user, name };

	snprintf(name, sizeof(name), "Seen %ld %ld", round, (long)getpid());
	if (change(s, name) < 0)
		return -1;
	return wait_for(s->db, "SELECT 1 FROM prov.users WHERE login = $1 AND sur_name = $2", values, 2);
}

static long long command(struct seen *s, long round)
{
	const long long began = now_us();
	char number[24];
	int status = 1;
	pid_t pid;

	snprintf(number, sizeof(number), "%ld", round);
	setenv("ROUND", number, 1);
	if (posix_spawnp(&pid, s->words[0], NULL, NULL, s->words, environ) != 0 ||
	    waitpid(pid, &status, 0) < 0 || status)
		return -1;
	return now_us() - began;
}

static int find_user(struct seen *s)
{
	char filter[256], none[] = LDAP_NO_ATTRS, *attrs[] = { none, NULL };
	LDAPMessage *res = NULL, *entry;

	snprintf(filter, sizeof(filter), "(uid=%s)", s->user);
	if (ldap_search_ext_s(s->ld, "dc=example,dc=com", LDAP_SCOPE_SUBTREE, filter, attrs, 0, NULL, NULL,
			      NULL, 0, &res) == LDAP_SUCCESS && (entry = ldap_first_entry(s->ld, res)))
		s->dn = ldap_get_dn(s->ld, entry);
	ldap_msgfree(res);
	return s->dn ? 0 : -1;
}

static int open_both(struct seen *s, char **argv)
{
	char password[] = "secret";
	struct berval secret = { sizeof(password) - 1, password };
	int version = LDAP_VERSION3;

	s->db = PQconnectdb(argv[1]);
	if (PQstatus(s->db) != CONNECTION_OK || ldap_initialize(&s->ld, argv[2]) != LDAP_SUCCESS)
		return -1;
	ldap_set_option(s->ld, LDAP_OPT_PROTOCOL_VERSION, &version);
	if (ldap_sasl_bind_s(s->ld, "cn=admin,dc=example,dc=com", LDAP_SASL_SIMPLE, &secret, NULL, NULL,
			     NULL))
		return -1;
	s->user = argv[3];
	s->words = argv + 4;
	return find_user(s);
}

int main(int argc, char **argv)
{
	const char *text = getenv("ROUNDS");
	const long rounds = text ? strtol(text, NULL, 10) : 5;
	struct seen s = { NULL, NULL, NULL, NULL, NULL };

	if (argc < 5 || open_both(&s, argv) < 0)
		return fprintf(stderr, "seen: cannot begin\n") ? 1 : 1;
	for (long round = 0; round <= rounds; round++) {		/* the first one warms all up */
		const long long a = watch(&s, round);
		const long long b = a < 0 || wait_for_rest(s.db) < 0 ? -1 : command(&s, round);

		if (b < 0)
			return fprintf(stderr, "seen: round %ld came to nothing\n", round) ? 1 : 1;
		if (round > 0)
			printf("%lld %lld\n", a, b);
		fflush(stdout);
	}
	PQfinish(s.db);
	ldap_unbind_ext_s(s.ld, NULL, NULL);
	free(s.dn);
	return 0;
}
