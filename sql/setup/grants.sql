-- Who may do what; run after every migration. docs/schema.md says it in words.
SELECT pg_advisory_xact_lock(hashtext('prov.migrate'));
GRANT USAGE ON SCHEMA prov TO prov, prov_reader;
GRANT EXECUTE ON FUNCTION prov.sync_index(), prov.sogo_index(), prov.sogo_unindex() TO prov;
DO $$
DECLARE
	t text;
	readable text;
BEGIN
	-- One by one: ON ALL TABLES is refused where some are distributed and some are not.
	FOR t IN SELECT relname FROM pg_catalog.pg_class WHERE relnamespace = 'prov'::regnamespace AND relkind IN ('r', 'v') LOOP
		IF t NOT IN ('schema_version', 'master') THEN
			EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON prov.%I TO prov', t);
			CONTINUE;
		END IF;
		EXECUTE format('GRANT SELECT ON prov.%I TO prov', t);
		IF has_table_privilege('prov', format('prov.%I', t), 'INSERT, UPDATE, DELETE') THEN
			EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON prov.%I FROM prov', t);
		END IF;
	END LOOP;
	-- ANALYZE is for owners: without statistics of what was just staged a sync takes minutes.
	GRANT CREATE ON SCHEMA prov TO prov;
	FOR t IN SELECT tablename FROM pg_catalog.pg_tables
		WHERE schemaname = 'prov' AND tablename LIKE 'stage\_%' LOOP
		EXECUTE format('ALTER TABLE prov.%I OWNER TO prov', t);
	END LOOP;
	REVOKE CREATE ON SCHEMA prov FROM prov;
	-- Who only reads gets no hash of a password. Columns are named: a new table or column is readable
	-- after the migration that adds it, and a table that gets a password is not as a whole.
	FOR t, readable IN SELECT c.relname, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
		FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
		WHERE c.relnamespace = 'prov'::regnamespace AND c.relkind IN ('r', 'p', 'v')
			AND c.relname NOT LIKE 'stage\_%' AND c.relname <> 'master'
			AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> 'password'
		GROUP BY c.relname LOOP
		EXECUTE format('GRANT SELECT (%s) ON prov.%I TO prov_reader', readable, t);
	END LOOP;
END $$;
