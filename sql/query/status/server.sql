-- The server and the database: version, encoding, is it a standby, size in bytes, what time it is there, connections and
-- how many there may be, is there a schema.
SELECT split_part(current_setting('server_version'), ' ', 1), current_setting('server_encoding'), pg_is_in_recovery(),
	pg_database_size(current_database()), floor(extract(epoch FROM now()))::bigint,
	(SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE backend_type = 'client backend'),
	current_setting('max_connections')::bigint, to_regclass('prov.schema_version') IS NOT NULL
