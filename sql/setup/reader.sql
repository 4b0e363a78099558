-- The role of a server that reads the views (sql/view/grants.sql says which), prov.reader is its name, prov.hash that of
-- its password, or nothing; run by provdb reader, again without harm. What is looked up is found by keys, whatever
-- statistics say of a database that has just been made, and a plan is made once.
DO $$
DECLARE
	r text := current_setting('prov.reader');
	hash text := nullif(current_setting('prov.hash'), '');
	setting text;
BEGIN
	IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = r) THEN
		BEGIN
			EXECUTE format('CREATE ROLE %I', r);
		EXCEPTION WHEN duplicate_object OR unique_violation THEN
			NULL;	-- another one was faster
		END;
	END IF;
	EXECUTE format('ALTER ROLE %I LOGIN CONNECTION LIMIT 90', r);
	FOREACH setting IN ARRAY ARRAY['default_transaction_read_only = on', 'statement_timeout = ''5s''',
		'lock_timeout = ''5s''', 'idle_in_transaction_session_timeout = ''5s''', 'enable_seqscan = off',
		'plan_cache_mode = force_generic_plan', 'jit = off'] LOOP
		EXECUTE format('ALTER ROLE %I SET ', r) || setting;
	END LOOP;
	-- What provweb may write are its functions; a database that somebody has made read-only stays that.
	IF r = 'prov_web' THEN
		EXECUTE format('ALTER ROLE %I RESET default_transaction_read_only', r);
	END IF;
	IF hash IS NOT NULL THEN
		EXECUTE format('ALTER ROLE %I PASSWORD %L', r, hash);
	END IF;
END $$;
