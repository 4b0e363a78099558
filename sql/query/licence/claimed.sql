-- How many users others have announced, by keys from $1 to $2. To be asked before users.sql: a claim that is gone
-- by now is of a transaction whose users are counted there.
SELECT coalesce(sum(objid::bigint), 0) FROM pg_catalog.pg_locks
WHERE locktype = 'advisory' AND objsubid = 2 AND classid::bigint BETWEEN $1::bigint AND $2::bigint AND granted
	AND pid <> pg_backend_pid()
	AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
