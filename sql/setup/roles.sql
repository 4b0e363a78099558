-- The three roles of the suite; run once by provdb init, again without harm.
-- prov_owner owns the schema, prov is what the commands log in as, prov_reader may only read.
DO $$
DECLARE r text;
BEGIN
	FOREACH r IN ARRAY ARRAY['prov_owner', 'prov', 'prov_reader'] LOOP
		IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = r) THEN
			EXECUTE format('CREATE ROLE %I LOGIN', r);
		END IF;
	END LOOP;
	-- the owner hands staging tables to prov, who has to analyze them
	IF NOT pg_catalog.pg_has_role('prov_owner', 'prov', 'MEMBER') THEN
		GRANT prov TO prov_owner;
	END IF;
END $$;
