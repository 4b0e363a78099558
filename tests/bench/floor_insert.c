/* SPDX-License-Identifier: Apache-2.0 */
/*
 * floor_insert.c - the least a program can do that adds one user: connects and inserts the rows
 *
 *	floor_insert CONNINFO CONTEXT NAME HASH
 */
#include <libpq-fe.h>

static const char *const statements[] = {
	"BEGIN",
	"UPDATE prov.context SET next_uid = next_uid + 1, change_seq = change_seq + 1"
	" WHERE cid = $1::int RETURNING next_uid",
	"INSERT INTO prov.users (cid, uid, name, login, display_name, given_name, sur_name, mail,"
	" aliases, enabled, source_enabled, modules, password, changed) SELECT cid, next_uid - 1, $2,"
	" $2, $2, $2, $2, $2 || '@a.example', ARRAY[$2 || '@a.example'], true, true, 1, $3, now()"
	" FROM prov.context WHERE cid = $1::int",
	"INSERT INTO prov.address (cid, address, kind, owner) SELECT cid, $2 || '@a.example', 'u',"
	" next_uid - 1 FROM prov.context WHERE cid = $1::int",
	"INSERT INTO prov.change_log (cid, seq, tx, at, who, program, action, kind, id, after)"
	" SELECT cid, change_seq, gen_random_uuid(), now(), 'floor', 'floor', 'create', 'user',"
	" next_uid - 1, jsonb_build_object('name', $2::text) FROM prov.context WHERE cid = $1::int",
	"COMMIT",
};
static const int params[] = { 0, 1, 3, 2, 2, 0 };

int main(int argc, char **argv)
{
	PGconn *db = PQconnectdb(argc == 5 ? argv[1] : "");
	int rc = argc == 5 && PQstatus(db) == CONNECTION_OK ? 0 : 1;

	for (size_t i = 0; rc == 0 && i < sizeof(params) / sizeof(*params); i++) {
		PGresult *res = PQexecParams(db, statements[i], params[i], NULL,
					     (const char *const *)argv + 2, NULL, NULL, 0);

		rc = PQresultStatus(res) == PGRES_COMMAND_OK || PQntuples(res) == 1 ? 0 : 1;
		PQclear(res);
	}
	if (rc)
		fprintf(stderr, "floor_insert: %s\n", PQerrorMessage(db));
	PQfinish(db);
	return rc;
}
