-- Did the transaction with this token commit? Asked after context/lock.sql, which waits for one that is
-- still in flight: the snapshot of this statement is younger than the lock.
SELECT EXISTS (SELECT 1 FROM prov.change_log WHERE cid = $1::int AND seq = $2::bigint AND tx = $3::uuid)
