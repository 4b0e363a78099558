-- Users of a source by key. It is for runs that read only what changed, and costs each first run something, so it is made
-- where the first run of that kind begins, once. False: others are writing, so the next run may do it.
CREATE FUNCTION prov.sync_index() RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '1s' AS $$
BEGIN
	CREATE INDEX IF NOT EXISTS users_key ON prov.users (source, source_key) WHERE source IS NOT NULL;
	RETURN true;
EXCEPTION WHEN lock_not_available OR duplicate_table OR unique_violation OR feature_not_supported THEN
	RETURN false;
END $$;
REVOKE ALL ON FUNCTION prov.sync_index() FROM PUBLIC;
