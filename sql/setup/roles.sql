-- The three roles of the suite; run once by provdb init, again without harm, and at the same time.
-- prov_owner owns the schema, prov is what the commands log in as, prov_reader may only read.
-- Who makes the tables is a member of prov: it hands staging over to it (grants.sql).
DO $$
DECLARE
	r text;
	made boolean := false;
BEGIN
	FOREACH r IN ARRAY ARRAY['prov_owner', 'prov', 'prov_reader'] LOOP
		IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = r) THEN
			BEGIN
				EXECUTE format('CREATE ROLE %I LOGIN', r);
				made := made OR r = 'prov';
			EXCEPTION WHEN duplicate_object OR unique_violation THEN
				NULL;	-- another one was faster
			END;
		END IF;
	END LOOP;
	FOR r IN SELECT rolname FROM pg_catalog.pg_roles WHERE rolname IN ('prov_owner', current_user)
		AND NOT rolsuper AND (made OR NOT pg_catalog.pg_has_role(oid, 'prov', 'MEMBER')) LOOP
		BEGIN
			EXECUTE format('GRANT prov TO %I', r);
		EXCEPTION
			WHEN unique_violation THEN
				NULL;
			WHEN insufficient_privilege THEN
				IF r = current_user THEN	-- another one has no need of it now
					RAISE;
				END IF;
		END;
	END LOOP;
END $$;
