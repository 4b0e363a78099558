/* SPDX-License-Identifier: Apache-2.0 */
/*
 * floor_pipeline.c - adds users through the protocol's pipeline: nothing is waited for but one commit for 60
 *
 *	floor_pipeline CONNINFO CONTEXT PREFIX HASH COUNT
 */
#include <libpq-fe.h>
#include <stdlib.h>

#define TOGETHER 60

static const char *const statements[] = {
	"UPDATE prov.context SET next_uid = next_uid + 1, change_seq = change_seq + 1,"
	" licensed = licensed + 1 WHERE cid = $1::int RETURNING next_uid",
	"INSERT INTO prov.users (cid, uid, name, login, display_name, given_name, sur_name, mail,"
	" aliases, enabled, source_enabled, modules, password, changed) SELECT cid, next_uid - 1, $2,"
	" $2, $2, $2, $2, $2 || '@a.example', ARRAY[$2 || '@a.example'], true, true, 1, $3, now()"
	" FROM prov.context WHERE cid = $1::int",
	"INSERT INTO prov.address (cid, address, kind, owner) SELECT cid, $2 || '@a.example', 'u',"
	" next_uid - 1 FROM prov.context WHERE cid = $1::int",
	"INSERT INTO prov.change_log (cid, seq, tx, at, who, program, action, kind, id, after)"
	" SELECT cid, change_seq, gen_random_uuid(), now(), 'floor', 'floor', 'create', 'user',"
	" next_uid - 1, jsonb_build_object('name', $2::text) FROM prov.context WHERE cid = $1::int",
};
static const int params[] = { 1, 3, 2, 2 };

static int send_user(PGconn *db, const char *const *values)
{
	int rc = 1;

	for (size_t i = 0; rc && i < sizeof(params) / sizeof(*params); i++)
		rc = PQsendQueryParams(db, statements[i], params[i], NULL, values, NULL, NULL, 0);
	return rc;
}

/* All results up to the end of the pipeline; 0: one of them is an error. */
static int receive(PGconn *db)
{
	int good = 1, ends = 0;

	while (ends < 2) {
		PGresult *res = PQgetResult(db);
		ExecStatusType status = PQresultStatus(res);

		ends = res ? 0 : ends + 1;
		if (res && status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK &&
		    status != PGRES_PIPELINE_SYNC)
			good = 0;
		PQclear(res);
		if (status == PGRES_PIPELINE_SYNC)
			break;
	}
	return good;
}

static int add(PGconn *db, char **argv, long from, long to)
{
	char name[64];
	const char *values[] = { argv[2], name, argv[4] };
	int rc = PQsendQueryParams(db, "BEGIN", 0, NULL, NULL, NULL, NULL, 0);

	for (long i = from; rc && i < to; i++) {
		snprintf(name, sizeof(name), "%s%ld", argv[3], i);
		rc = send_user(db, values);
	}
	return rc && PQsendQueryParams(db, "COMMIT", 0, NULL, NULL, NULL, NULL, 0) && PQpipelineSync(db) &&
		receive(db);
}

int main(int argc, char **argv)
{
	PGconn *db = PQconnectdb(argc == 6 ? argv[1] : "");
	long count = argc == 6 ? strtol(argv[5], NULL, 10) : 0;
	int good = PQstatus(db) == CONNECTION_OK && PQenterPipelineMode(db);

	for (long i = 0; good && i < count; i += TOGETHER)
		good = add(db, argv, i, i + TOGETHER < count ? i + TOGETHER : count);
	if (!good)
		fprintf(stderr, "floor_pipeline: %s\n", PQerrorMessage(db));
	PQfinish(db);
	return good ? 0 : 1;
}
