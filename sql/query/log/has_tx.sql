-- Did the transaction with this token commit? Waits for it if it is still in flight.
SELECT EXISTS (SELECT FROM prov.change_log l WHERE l.cid = c.cid AND l.seq = $2::bigint
	AND l.tx = $3::uuid)
FROM (SELECT cid FROM prov.context WHERE cid = $1::int FOR UPDATE) c
