-- After rows were restored: ids that were given here are not given again, and statistics are there at once.
UPDATE prov.context c SET next_uid = greatest(c.next_uid, g.next_uid), next_gid = greatest(c.next_gid, g.next_gid),
	next_rid = greatest(c.next_rid, g.next_rid)
FROM pg_temp.prov_given g WHERE g.cid = c.cid;
DO $$
DECLARE
	t text;
BEGIN
	FOR t IN SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = 'prov' LOOP
		EXECUTE format('ANALYZE prov.%I', t);
	END LOOP;
END $$;
