-- The next number of a context's change log.
UPDATE prov.context SET change_seq = change_seq + 1 WHERE cid = $1::int RETURNING change_seq
