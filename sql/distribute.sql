-- What becomes of the tables on Citus: run by provdb distribute as the owner of the database, again without harm, and for
-- tables that a migration has brought since. Rows with a context go to the server of their context, all those of one
-- context to the same; of what is named here every server has a copy, as it is joined with rows of all contexts or written
-- before its context is known; what is left stays on the coordinator: a few rows a source. Citus has to know of those as
-- well: what it does not know, a statement that joins it with something else would reach by a second connection, which does not
-- see what the transaction has written by the first one, and waits for it. Only the version of the schema is read alone, by
-- every command, and written by migrations.
DO $$
DECLARE
	copied text[] := ARRAY['installation', 'login_name', 'master', 'placement', 'placement_id', 'stage_group', 'stage_nest',
		'sync_group', 'sync_member', 'sync_nest', 'sync_pending'];
	t text;
	setting text;
BEGIN
	FOREACH t IN ARRAY copied LOOP
		CONTINUE WHEN EXISTS (SELECT 1 FROM pg_catalog.pg_dist_partition WHERE logicalrelid = format('prov.%I', t)::regclass);
		PERFORM create_reference_table(format('prov.%I', t));
	END LOOP;
	FOR t IN SELECT c.relname
		FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attname = 'cid'
		WHERE c.relnamespace = 'prov'::regnamespace AND c.relkind = 'r' AND c.relname <> ALL (copied)
		AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_dist_partition p WHERE p.logicalrelid = c.oid)
		ORDER BY c.relname <> 'context', c.relname LOOP
		IF t = 'context' THEN
			PERFORM create_distributed_table('prov.context', 'cid', colocate_with => 'none', shard_count => 32);
		ELSE
			PERFORM create_distributed_table(format('prov.%I', t), 'cid', colocate_with => 'prov.context');
		END IF;
	END LOOP;
	FOR t IN SELECT c.relname FROM pg_catalog.pg_class c
		WHERE c.relnamespace = 'prov'::regnamespace AND c.relkind = 'r' AND c.relname <> 'schema_version'
		AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_dist_partition p WHERE p.logicalrelid = c.oid)
		ORDER BY c.relname LOOP
		PERFORM citus_add_local_table_to_metadata(format('prov.%I', t));
	END LOOP;
	-- A shard is moved while it is written to: that needs something to tell rows by.
	FOR t IN SELECT c.relname FROM pg_catalog.pg_class c
		WHERE c.relnamespace = 'prov'::regnamespace AND c.relkind = 'r' AND c.relreplident = 'd'
		AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisprimary) LOOP
		EXECUTE format('ALTER TABLE prov.%I REPLICA IDENTITY FULL', t);
	END LOOP;
	-- Without the first, a transaction that has read on the coordinator cannot have statistics made there; without the second, a sync with groups cannot read what it has just written to several contexts.
	FOREACH setting IN ARRAY ARRAY['citus.enable_local_execution = off', 'citus.multi_shard_modify_mode = ''sequential'''] LOOP
		EXECUTE format('ALTER DATABASE %I SET %s', current_database(), setting);
	END LOOP;
END $$;
