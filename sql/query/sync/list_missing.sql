-- Users and groups of source $1 (NULL: of any) that are missing in the directory: source, kind, context, id, name, DN,
-- since when; that in seconds, in which run, and the context in which their entry is now, if it is in another one. Of
-- protected users the next one says what they are; the last one is where an entry is that is out of the source.
WITH gone AS MATERIALIZED (
	SELECT u.source, 'user' AS kind, u.cid, u.uid AS id, u.name, u.source_dn AS dn, u.source_key, u.missing_since,
		u.missing_run, u.missing_place
	FROM prov.users u
	WHERE u.missing_since IS NOT NULL AND ($1::text IS NULL OR u.source = $1::text)
	UNION ALL
	SELECT g.source, 'group', g.cid, g.gid, g.name, NULL, g.source_key, g.missing_since, g.missing_run, g.missing_place
	FROM prov.groups g
	WHERE g.missing_since IS NOT NULL AND ($1::text IS NULL OR g.source = $1::text)
), kept AS MATERIALIZED (
	SELECT r.source, r.context AS cid, r.id AS uid, r.why, r.since FROM prov.sync_protected r
	WHERE r.what IN ('missing', 'moved') AND ($1::text IS NULL OR r.source = $1::text)
), there AS MATERIALIZED (
	SELECT 'user' AS kind, u.source, u.source_key, min(u.cid) AS cid
	FROM gone x JOIN prov.users u ON u.source = x.source AND u.source_key = x.source_key
	WHERE x.kind = 'user' AND u.missing_since IS NULL
	GROUP BY u.source, u.source_key
	UNION ALL
	SELECT 'group', g.source, g.source_key, min(g.cid)
	FROM gone x JOIN prov.groups g ON g.source = x.source AND g.source_key = x.source_key
	WHERE x.kind = 'group' AND g.missing_since IS NULL
	GROUP BY g.source, g.source_key
)
SELECT x.source, x.kind, x.cid, x.id, x.name, x.dn, to_char(x.missing_since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
	extract(epoch FROM x.missing_since)::bigint, x.missing_run, t.cid, NULL, x.missing_place
FROM gone x
LEFT JOIN there t ON t.kind = x.kind AND t.source = x.source AND t.source_key = x.source_key
UNION ALL
SELECT p.source, 'user', p.cid, p.uid, u.name, u.source_dn, to_char(p.since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
	NULL, NULL, NULL, p.why, NULL
FROM kept p JOIN prov.users u ON u.cid = p.cid AND u.uid = p.uid
ORDER BY 1, 3, 2 DESC, 4
