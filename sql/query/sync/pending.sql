-- Members of groups of source $2 that are neither users nor groups of it: as this run found them ($3), and of groups at
-- which it did not look ($4: there are such), the one before.
WITH named AS MATERIALIZED (
	SELECT g.source_key, min(g.name) AS name FROM prov.groups g
	WHERE g.source = $2::text AND g.source_key IS NOT NULL AND $4::boolean GROUP BY g.source_key
)
SELECT 'pending', 'member', NULL, coalesce(g.name, g.dn), p.value,
	CASE WHEN p.by_name THEN 'nobody has this login name' ELSE 'neither a user nor a group has this DN' END
FROM prov.stage_pending p JOIN prov.stage_group g ON g.run = p.run AND g.n = p.n
WHERE p.run = $1::uuid AND $3::boolean
UNION ALL
SELECT 'pending', 'member', NULL, coalesce(g.name, o.source_key), o.value,
	CASE WHEN o.by_name THEN 'nobody has this login name' ELSE 'neither a user nor a group has this DN' END
FROM prov.sync_pending o
LEFT JOIN named g ON g.source_key = o.source_key
LEFT JOIN prov.stage_group s ON s.run = $1::uuid AND s.source_key = o.source_key AND $3::boolean
WHERE o.source = $2::text AND $4::boolean AND s.n IS NULL
ORDER BY 4, 5
