-- Members of groups of source $1 (NULL: of any) that are neither users nor groups of it: source, kind, context and id of
-- the group, its name, the member as it is listed, since when, why.
SELECT p.source, 'member', g.cid, g.gid, coalesce(g.name, p.source_key), p.value,
	to_char(p.since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
	CASE WHEN p.by_name THEN 'nobody has this login name' ELSE 'neither a user nor a group has this DN' END
FROM prov.sync_pending p
LEFT JOIN prov.groups g ON g.source = p.source AND g.source_key = p.source_key
WHERE $1::text IS NULL OR p.source = $1::text
ORDER BY 1, 3 NULLS FIRST, 5, 6
