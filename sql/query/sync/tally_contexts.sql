-- The same by context, for those in which something would be taken away: id, name; users owned, missing,
-- coming (or read in another context), recent; groups owned, missing, recent, coming.
-- form: lateral_count: only contexts that lose something are looked at; over servers it has to become statements
-- kind: n new, c changed, m missing, d to be deleted, g group
WITH since AS (SELECT greatest(now() - interval '1 day', max(accepted)) AS at
	FROM prov.source_state WHERE name = $2::text
), staged AS MATERIALIZED (
	SELECT DISTINCT e.source_key FROM prov.stage_user e WHERE e.run = $1::uuid
), moved AS MATERIALIZED (
	SELECT x.cid, count(*) AS n
	FROM prov.stage_diff x
	JOIN prov.users o ON o.cid = x.cid AND o.uid = x.uid
	JOIN staged e ON e.source_key = o.source_key
	WHERE x.run = $1::uuid AND x.kind = 'm'
	GROUP BY x.cid
), owned AS MATERIALIZED (
	SELECT g.cid, g.gid, g.source_key, g.login, g.missing_since FROM prov.groups g WHERE g.source = $2::text
), gone AS MATERIALIZED (
	SELECT p.cid, p.id FROM prov.stage_gone p WHERE p.run = $1::uuid AND p.kind = 'g' AND p.proven
), taken AS (
	SELECT d.cid FROM prov.stage_diff d WHERE d.run = $1::uuid AND d.kind IN ('m', 'd')
	UNION
	SELECT p.cid FROM gone p
)
SELECT c.cid, c.name, u.owned, d.missing, d.coming + coalesce(v.n, 0), u.recent + h.recent, g.owned, p.missing,
	g.recent + l.recent, n.coming
FROM taken t JOIN prov.context c ON c.cid = t.cid CROSS JOIN since LEFT JOIN moved v ON v.cid = t.cid
CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE x.kind = 'm') AS missing,
		count(*) FILTER (WHERE x.kind = 'n' OR (x.kind = 'c' AND o.missing_since IS NOT NULL)) AS coming
	FROM prov.stage_diff x LEFT JOIN prov.users o ON o.cid = x.cid AND o.uid = x.uid
	WHERE x.cid = c.cid AND x.run = $1::uuid) d
CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE x.missing_since IS NULL) AS owned,
		count(*) FILTER (WHERE x.missing_since > since.at) AS recent
	FROM prov.users x WHERE x.cid = c.cid AND x.source = $2::text) u
CROSS JOIN LATERAL (SELECT count(*) AS recent
	FROM prov.handover x WHERE $3::boolean AND x.cid = c.cid AND x.at > since.at) h
CROSS JOIN LATERAL (SELECT count(*) AS recent
	FROM prov.change_log x WHERE $3::boolean AND x.cid = c.cid AND x.kind = 'group' AND x.action = 'delete'
		AND x.at > since.at AND EXISTS (SELECT 1 FROM gone y WHERE y.cid = c.cid)) l
CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE x.missing_since IS NULL) AS owned,
		count(*) FILTER (WHERE x.missing_since > since.at) AS recent
	FROM owned x WHERE x.cid = t.cid) g
CROSS JOIN LATERAL (SELECT count(*) AS missing
	FROM gone x JOIN owned y ON y.cid = x.cid AND y.gid = x.id
	WHERE x.cid = t.cid AND y.missing_since IS NULL) p
CROSS JOIN LATERAL (SELECT count(*) AS coming FROM prov.stage_group s
	WHERE p.missing >= g.owned AND p.missing > 0 AND s.run = $1::uuid AND s.cid IN (0, t.cid)
		AND s.reject IS NULL
		AND NOT EXISTS (SELECT 1 FROM owned x WHERE x.source_key = s.source_key
			AND x.missing_since IS NULL AND (s.cid = 0 OR x.cid = t.cid))
		AND NOT EXISTS (SELECT 1 FROM owned x WHERE x.cid = t.cid
			AND x.source_key <> s.source_key AND x.login = coalesce(s.login, s.name))) n
ORDER BY c.cid
