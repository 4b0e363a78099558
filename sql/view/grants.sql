-- Which server may read what: what begins with its name, and its role is prov_NAME. Last of this folder; provdb
-- migrate and provdb reader run it in any case.
-- One by one: what is granted on all of a schema Citus wants to do on this server by itself, in a transaction that did not.
DO $$
DECLARE
	server text;
	role text;
	what text;
BEGIN
	FOR what IN SELECT p.oid::regprocedure FROM pg_catalog.pg_proc p WHERE p.pronamespace = 'prov_view'::regnamespace LOOP
		EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', what);
	END LOOP;
	FOR server, role IN SELECT DISTINCT split_part(x.name, '_', 1), r.rolname
		FROM (SELECT p.proname AS name FROM pg_catalog.pg_proc p WHERE p.pronamespace = 'prov_view'::regnamespace
			UNION ALL SELECT c.relname FROM pg_catalog.pg_class c WHERE c.relnamespace = 'prov_view'::regnamespace) x
		JOIN pg_catalog.pg_roles r ON r.rolname = 'prov_' || split_part(x.name, '_', 1) LOOP
		EXECUTE format('GRANT USAGE ON SCHEMA prov_view TO %I', role);
		FOR what IN SELECT p.oid::regprocedure FROM pg_catalog.pg_proc p
			WHERE p.pronamespace = 'prov_view'::regnamespace AND p.proname LIKE server || '\_%' LOOP
			EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %I', what, role);
		END LOOP;
		FOR what IN SELECT c.oid::regclass FROM pg_catalog.pg_class c
			WHERE c.relnamespace = 'prov_view'::regnamespace AND c.relname LIKE server || '\_%' LOOP
			EXECUTE format('GRANT SELECT ON %s TO %I', what, role);
		END LOOP;
	END LOOP;
END $$;
