-- After rows were restored: ids that were given here are not given again, and statistics are there at once. Nobody is
-- logged in any more: a session that was ended since, or a one-time login that was used, would be there again.
UPDATE prov.context c SET next_uid = greatest(c.next_uid, g.next_uid), next_gid = greatest(c.next_gid, g.next_gid),
	next_rid = greatest(c.next_rid, g.next_rid)
FROM pg_temp.prov_given g WHERE g.cid = c.cid;
DO $$
DECLARE
	t text;
BEGIN
	FOR t IN SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = 'prov' LOOP
		IF t IN ('one_time', 'web_session') THEN
			EXECUTE format('DELETE FROM prov.%I', t);
		END IF;
		EXECUTE format('ANALYZE prov.%I', t);
	END LOOP;
END $$;
