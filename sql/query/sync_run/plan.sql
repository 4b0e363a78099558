-- The plan of source $1 that waits to be accepted: one that was stored since the last complete run. No row: there is
-- none.
SELECT p.digest, to_char(p.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), p.removals
FROM prov.sync_plan p
WHERE p.source = $1::text AND p.at > now() - interval '7 days'
	AND p.at >= coalesce((SELECT s.at FROM prov.source_state s WHERE s.name = $1::text), '-infinity')
ORDER BY p.at DESC, p.digest LIMIT 1
