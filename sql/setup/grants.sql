-- Who may do what; run after every migration.
SELECT pg_advisory_xact_lock(hashtext('prov.migrate'));
GRANT USAGE ON SCHEMA prov TO prov, prov_reader;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA prov TO prov;
REVOKE INSERT, UPDATE, DELETE ON prov.schema_version, prov.master FROM prov;
-- ANALYZE is for owners: without statistics of what was just staged a sync takes minutes.
DO $$
DECLARE t text;
BEGIN
	IF pg_catalog.pg_has_role(current_user, 'prov', 'MEMBER') THEN
		GRANT CREATE ON SCHEMA prov TO prov;
		FOR t IN SELECT tablename FROM pg_catalog.pg_tables
			WHERE schemaname = 'prov' AND tablename LIKE 'stage\_%' LOOP
			EXECUTE format('ALTER TABLE prov.%I OWNER TO prov', t);
		END LOOP;
		REVOKE CREATE ON SCHEMA prov FROM prov;
	END IF;
END $$;
