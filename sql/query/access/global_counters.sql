-- Counts the lines of access/global_log.sql; the contexts that have one, and the number of the last.
-- form: one_context: it is about the users of all contexts
UPDATE prov.context c
SET change_seq = c.change_seq + x.n
FROM (SELECT u.cid, count(*) AS n FROM prov.users u
	WHERE u.cid = ANY ($1::int[]) AND (u.modules & $2::bigint | $3::bigint) <> u.modules
		AND ($4::bigint IS NULL OR u.modules & $4::bigint = $5::bigint)
	GROUP BY u.cid) x
WHERE c.cid = x.cid
RETURNING c.cid, c.change_seq
