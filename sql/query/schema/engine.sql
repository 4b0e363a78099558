-- Citus, if the database has that extension: its version, and whether the tables are distributed. A trigger of its own is on
-- each table that it has.
SELECT e.extversion, EXISTS (
	SELECT 1 FROM pg_catalog.pg_trigger t
	WHERE t.tgrelid = to_regclass('prov.context') AND t.tgname LIKE 'truncate\_trigger%')
FROM pg_catalog.pg_extension e WHERE e.extname = 'citus'
