-- The runs of source $1 that failed since one came to its end: how many, since when, and why the last one did. No row:
-- there are none, or nobody was told of them.
SELECT sum(f.runs), to_char(min(f.started) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
	(array_agg(f.message ORDER BY f.seq DESC))[1]
FROM prov.sync_run f
WHERE f.source = $1::text AND f.seq > coalesce((SELECT max(g.seq) FROM prov.sync_run g
	WHERE g.source = $1::text AND g.reason IN ('OK', 'PARTIAL')), 0)
HAVING bool_or(f.said IS NOT NULL)
