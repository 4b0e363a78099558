-- The write lock of a context, for a command that may turn out to have nothing to do.
SELECT change_seq, next_uid FROM prov.context WHERE cid = $1::int FOR NO KEY UPDATE
