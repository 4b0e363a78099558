-- After rows were restored: ids that were given here are not given again, and statistics are there at once. Nobody is
-- logged in any more: a session that was ended since, or a one-time login that was used, would be there again.
-- Citus makes no statistics of what this server has a part of, in the transaction that wrote it: autovacuum does, soon after.
UPDATE prov.context c SET next_uid = greatest(c.next_uid, g.next_uid), next_gid = greatest(c.next_gid, g.next_gid),
	next_rid = greatest(c.next_rid, g.next_rid)
FROM pg_temp.prov_given g WHERE g.cid = c.cid;
DO $$
DECLARE
	t text;
	later text[] := ARRAY[]::text[];
BEGIN
	IF to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL THEN
		SELECT array_agg(c.relname) INTO later
		FROM pg_catalog.pg_dist_partition p JOIN pg_catalog.pg_class c ON c.oid = p.logicalrelid
		WHERE p.partmethod <> 'h';
	END IF;
	FOR t IN SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = 'prov' LOOP
		IF t IN ('one_time', 'web_session') THEN
			EXECUTE format('DELETE FROM prov.%I', t);
		END IF;
		CONTINUE WHEN t = ANY (later);
		EXECUTE format('ANALYZE prov.%I', t);
	END LOOP;
END $$;
