-- Is there a line of a context's log with this transaction token?
SELECT EXISTS (SELECT 1 FROM prov.change_log WHERE cid = $1::int AND tx = $2::uuid)
