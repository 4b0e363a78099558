-- Which server may read what: what begins with its name. Last of this folder; provdb migrate runs it in any case.
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA prov_view FROM PUBLIC;
DO $$
DECLARE
	server text;
	what text;
BEGIN
	FOREACH server IN ARRAY ARRAY['dovecot', 'postfix'] LOOP
		CONTINUE WHEN NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = 'prov_' || server);
		EXECUTE format('GRANT USAGE ON SCHEMA prov_view TO %I', 'prov_' || server);
		FOR what IN SELECT p.oid::regprocedure FROM pg_catalog.pg_proc p
			WHERE p.pronamespace = 'prov_view'::regnamespace AND p.proname LIKE server || '\_%' LOOP
			EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', what, 'prov_' || server);
		END LOOP;
		FOR what IN SELECT c.oid::regclass FROM pg_catalog.pg_class c
			WHERE c.relnamespace = 'prov_view'::regnamespace AND c.relname LIKE server || '\_%' LOOP
			EXECUTE format('GRANT SELECT ON %s TO %I', what, 'prov_' || server);
		END LOOP;
	END LOOP;
END $$;
