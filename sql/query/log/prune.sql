-- Lines of the change log from before $1 go. Line $2 of the installation, the newest, stays: the number of the
-- next one comes from it.
-- form: one_context: it is about the log of the installation
DELETE FROM prov.change_log WHERE at < $1::timestamptz AND NOT (cid = 0 AND seq = $2::bigint)
