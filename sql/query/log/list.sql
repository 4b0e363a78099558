-- Lines of the change log, oldest first: of context $1 (NULL: of all, and of the installation) behind line $2 of it,
-- at most $3; since $4, before $5; by $6, by program $7, of the action $8, about a $9 with the id $10; $12: newest
-- first. Whatever is NULL does not count. Of $1 not those of contexts that had its id before, unless $11: a context
-- that is there was created with its first line, of one that is gone the last such line is looked for.
-- form: one_context: without $1 it reads the log of the installation
SELECT to_char(l.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), nullif(l.cid, 0), l.seq, l.who, l.program,
	l.action, l.kind, l.id, l.before, l.after
FROM prov.change_log l
WHERE ($1::int IS NULL OR l.cid = $1::int) AND l.seq > $2::bigint
	AND ($4::timestamptz IS NULL OR l.at >= $4::timestamptz)
	AND ($5::timestamptz IS NULL OR l.at < $5::timestamptz)
	AND ($6::text IS NULL OR l.who = $6::text) AND ($7::text IS NULL OR l.program = $7::text)
	AND ($8::text IS NULL OR l.action = $8::text) AND ($9::text IS NULL OR l.kind = $9::text)
	AND ($10::int IS NULL OR l.id = $10::int)
	AND ($1::int IS NULL OR $11::bool OR l.seq >= coalesce(
		(SELECT max(f.seq) FROM prov.context c JOIN prov.change_log f ON f.cid = c.cid AND f.at = c.created
			WHERE c.cid = $1::int AND f.cid = $1::int AND f.kind = 'context' AND f.action = 'create'),
		(SELECT max(f.seq) FROM prov.change_log f
			WHERE f.cid = $1::int AND f.kind = 'context' AND f.action = 'create'), 0))
ORDER BY CASE WHEN $12::bool AND $1::int IS NULL THEN l.at END DESC, CASE WHEN $12::bool THEN l.cid END DESC,
	CASE WHEN $12::bool THEN l.seq END DESC, CASE WHEN $1::int IS NULL THEN l.at END, l.cid, l.seq
LIMIT $3::bigint
