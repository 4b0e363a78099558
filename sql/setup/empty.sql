-- Before rows are restored: those that migrations have brought come from the dump.
DO $$
DECLARE
	t text;
BEGIN
	FOR t IN SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = 'prov' LOOP
		EXECUTE format('TRUNCATE prov.%I', t);
	END LOOP;
END $$;
