-- The role of a server that reads the views (sql/view/grants.sql says which), prov.reader is its name, prov.hash that of
-- its password, or nothing; run by provdb reader, again without harm. What is looked up is found by keys, whatever
-- statistics say of a database that has just been made, and a plan is made once. A role is of the whole server, so it may be
-- changed for another database meanwhile: who waited for that has a row that is no more, and tries once more.
DO $$
DECLARE
	r text := current_setting('prov.reader');
	hash text := nullif(current_setting('prov.hash'), '');
	change text;
	changes text[] := ARRAY['LOGIN CONNECTION LIMIT 90', 'SET default_transaction_read_only = on',
		'SET statement_timeout = ''5s''', 'SET lock_timeout = ''5s''', 'SET idle_in_transaction_session_timeout = ''5s''',
		'SET enable_seqscan = off', 'SET plan_cache_mode = force_generic_plan', 'SET jit = off'];
BEGIN
	IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = r) THEN
		BEGIN
			EXECUTE format('CREATE ROLE %I', r);
		EXCEPTION WHEN duplicate_object OR unique_violation THEN
			NULL;	-- another one was faster
		END;
	END IF;
	-- What provweb may write are its functions; a database that somebody has made read-only stays that.
	IF r = 'prov_web' THEN
		changes := changes || 'RESET default_transaction_read_only'::text;
	END IF;
	IF hash IS NOT NULL THEN
		changes := changes || format('PASSWORD %L', hash);
	END IF;
	FOREACH change IN ARRAY changes LOOP
		LOOP
			BEGIN
				EXECUTE format('ALTER ROLE %I ', r) || change;
				EXIT;
			EXCEPTION WHEN internal_error THEN
				IF SQLERRM NOT LIKE 'tuple concurrently %' THEN
					RAISE;
				END IF;
			END;
		END LOOP;
	END LOOP;
END $$;
