-- The next number of a context's change log, for a change of user $2; from now on it is enabled, or not ($3).
UPDATE prov.context c
SET change_seq = c.change_seq + 1, licensed = c.licensed
	+ CASE WHEN u.uid <> 2 AND u.source_enabled THEN $3::bool::int - u.enabled::int ELSE 0 END
FROM prov.users u
WHERE c.cid = $1::int AND u.cid = $1::int AND u.uid = $2::int
RETURNING c.change_seq
