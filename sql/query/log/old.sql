-- How many lines log/prune.sql would remove.
-- form: one_context: it is about the log of the installation
SELECT count(*) FROM prov.change_log WHERE at < $1::timestamptz AND NOT (cid = 0 AND seq = $2::bigint)
