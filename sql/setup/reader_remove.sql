-- The role of a server is taken away, prov.reader is its name; run by provdb reader --remove, again without harm. Sessions
-- that are open read nothing any more, and are ended where that is allowed. What else in this server depends on the role, as
-- another database that has given it rights, keeps the role, and only that. One by one: Citus takes nothing from other servers
-- that is said about all of a schema.
DO $$
DECLARE
	r text := current_setting('prov.reader');
	what text;
BEGIN
	IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = r) THEN
		RETURN;
	END IF;
	FOR what IN SELECT p.oid::regprocedure FROM pg_catalog.pg_proc p WHERE p.pronamespace = 'prov_view'::regnamespace LOOP
		EXECUTE format('REVOKE ALL ON FUNCTION %s FROM %I', what, r);
	END LOOP;
	FOR what IN SELECT c.oid::regclass FROM pg_catalog.pg_class c
		WHERE c.relnamespace = 'prov_view'::regnamespace AND c.relkind = 'v' LOOP
		EXECUTE format('REVOKE ALL ON %s FROM %I', what, r);
	END LOOP;
	EXECUTE format('REVOKE ALL ON SCHEMA prov_view FROM %I', r);
	BEGIN
		PERFORM pg_catalog.pg_terminate_backend(a.pid) FROM pg_catalog.pg_stat_activity a
		WHERE a.usename = r AND a.datname = current_database();
	EXCEPTION WHEN insufficient_privilege THEN
		NULL;	-- they may go on, and are refused
	END;
	IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_shdepend d
		WHERE d.refclassid = 'pg_catalog.pg_authid'::regclass AND d.refobjid = quote_ident(r)::regrole) THEN
		EXECUTE format('DROP ROLE %I', r);
	END IF;
END $$;
