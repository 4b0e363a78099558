-- The direct members of groups of source $2, as save_groups.sql, when its groups were written.
-- form: tag: its rows are not counted
INSERT INTO prov.sync_member (source, source_key, context, uids, hidden)
SELECT $2::text, x.source_key, x.cid, x.uids, x.hidden
FROM (WITH parts AS MATERIALIZED (
	SELECT g.source_key, m.cid, count(*) AS n, min(m.uids) AS uids
	FROM prov.stage_group g JOIN prov.stage_member m ON m.run = g.run AND m.n = g.n
	WHERE g.run = $1::uuid AND g.source_key IS NOT NULL
	GROUP BY g.source_key, m.cid
), listed AS MATERIALIZED (
	SELECT p.source_key, p.cid, p.uids FROM parts p WHERE p.n = 1
	UNION ALL
	SELECT p.source_key, p.cid, array_agg(DISTINCT x.uid)
	FROM parts p
	JOIN prov.stage_group g ON g.run = $1::uuid AND g.source_key = p.source_key
	JOIN prov.stage_member m ON m.run = g.run AND m.n = g.n AND m.cid = p.cid
	CROSS JOIN LATERAL unnest(m.uids) AS x(uid)
	WHERE p.n > 1
	GROUP BY p.source_key, p.cid
), staged AS MATERIALIZED (
	SELECT l.source_key, l.cid, l.uids, h.gid IS NULL AS hidden
	FROM listed l
	JOIN prov.context c ON c.cid = l.cid
	LEFT JOIN prov.groups h ON h.source = $2::text AND h.source_key = l.source_key AND h.cid = c.cid
		AND h.missing_since IS NULL
)
SELECT s.source_key, s.cid, s.uids, s.hidden
FROM staged s
LEFT JOIN prov.sync_member o ON o.source = $2::text AND o.source_key = s.source_key AND o.context = s.cid
WHERE (o.hidden, o.uids) IS DISTINCT FROM (s.hidden, s.uids)) x
ON CONFLICT (source, source_key, context) DO UPDATE SET uids = excluded.uids, hidden = excluded.hidden
