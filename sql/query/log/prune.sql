-- Lines of the change log from before $1 go. Line $2 of the installation, the newest, stays: the number of the
-- next one comes from it. So do lines that a deliverer is still to be told of.
-- form: one_context: it is about the log of the installation
DELETE FROM prov.change_log l WHERE l.at < $1::timestamptz AND NOT (l.cid = 0 AND l.seq = $2::bigint) AND NOT EXISTS (
	SELECT 1 FROM prov.notify_cursor n WHERE n.cid = l.cid AND n.seq < l.seq)
