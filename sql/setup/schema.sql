-- The schema and the list of what was applied to it; run before the migrations, without harm.
SELECT pg_advisory_xact_lock(hashtext('prov.migrate'));
CREATE SCHEMA IF NOT EXISTS prov;
CREATE TABLE IF NOT EXISTS prov.schema_version (
	version integer PRIMARY KEY,
	name text NOT NULL,
	checksum text NOT NULL,
	applied timestamptz NOT NULL
);
