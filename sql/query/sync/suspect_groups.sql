-- As suspect_users.sql, for groups.
-- kind: g group
INSERT INTO prov.stage_gone (cid, run, kind, id, source_key, proven)
SELECT g.cid, $1::uuid, 'g', g.gid, g.source_key, false
FROM prov.groups g
WHERE g.source = $2::text AND g.source_key IS NOT NULL
	AND (g.missing_since IS NULL OR (g.missing_since <= now() - make_interval(days => $3::int)
		AND g.missing_run <= $4::bigint))
	AND NOT EXISTS (SELECT 1 FROM prov.stage_group s WHERE s.run = $1::uuid AND s.source_key = g.source_key)
