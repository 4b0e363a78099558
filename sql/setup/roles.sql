-- The three roles of the suite; run once by provdb init, again without harm, and at the same time.
-- prov_owner owns the schema, prov is what the commands log in as, prov_reader may only read.
DO $$
DECLARE r text;
BEGIN
	FOREACH r IN ARRAY ARRAY['prov_owner', 'prov', 'prov_reader'] LOOP
		IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = r) THEN
			BEGIN
				EXECUTE format('CREATE ROLE %I LOGIN', r);
			EXCEPTION WHEN duplicate_object OR unique_violation THEN
				NULL;	-- another one was faster
			END;
		END IF;
	END LOOP;
END $$;
