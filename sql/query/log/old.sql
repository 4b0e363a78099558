-- How many lines log/prune.sql would remove.
-- form: one_context: it is about the log of the installation
SELECT count(*) FROM prov.change_log l WHERE l.at < $1::timestamptz AND NOT (l.cid = 0 AND l.seq = $2::bigint) AND NOT EXISTS (
	SELECT 1 FROM prov.notify_cursor n WHERE n.cid = l.cid AND n.seq < l.seq)
