-- Before a restore: what is there goes, in the transaction that brings what was dumped. Its counters are kept to the end
-- of that: an id that was given is not given again. Tables that a transaction has made in a schema of its own Citus can only
-- spread if this server reaches its part of them by itself (sql/distribute.sql has it off).
SET LOCAL citus.enable_local_execution = on;
DO $$
BEGIN
	IF to_regclass('prov.context') IS NOT NULL THEN
		CREATE TEMPORARY TABLE prov_given ON COMMIT DROP AS
			SELECT cid, next_uid, next_gid, next_rid FROM prov.context;
	ELSE
		CREATE TEMPORARY TABLE prov_given (cid integer, next_uid bigint, next_gid bigint, next_rid bigint) ON COMMIT DROP;
	END IF;
END $$;
DROP SCHEMA IF EXISTS prov CASCADE;
