-- The same by context, for those in which something would be taken away: id, name; users owned, missing,
-- coming (or read in another context), recent; groups owned, missing, recent, coming. Only these contexts are
-- looked at.
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
), taken AS MATERIALIZED (
	SELECT d.cid FROM prov.stage_diff d WHERE d.run = $1::uuid AND d.kind IN ('m', 'd')
	UNION
	SELECT p.cid FROM gone p
), planned AS (
	SELECT x.cid, count(*) FILTER (WHERE x.kind = 'm') AS missing,
		count(*) FILTER (WHERE x.kind = 'n' OR (x.kind = 'c' AND o.missing_since IS NOT NULL)) AS coming
	FROM prov.stage_diff x LEFT JOIN prov.users o ON o.cid = x.cid AND o.uid = x.uid
	WHERE x.run = $1::uuid AND x.cid = ANY (ARRAY(SELECT cid FROM taken))
	GROUP BY x.cid
), user_count AS (
	SELECT x.cid, count(*) FILTER (WHERE x.missing_since IS NULL) AS owned,
		count(*) FILTER (WHERE x.missing_since > since.at) AS recent
	FROM prov.users x CROSS JOIN since
	WHERE x.source = $2::text AND x.cid = ANY (ARRAY(SELECT cid FROM taken))
	GROUP BY x.cid
), handed AS (
	SELECT x.cid, count(*) AS recent
	FROM prov.handover x CROSS JOIN since
	WHERE $3::boolean AND x.at > since.at AND x.cid = ANY (ARRAY(SELECT cid FROM taken))
	GROUP BY x.cid
), deleted AS (
	SELECT x.cid, count(*) AS recent
	FROM prov.change_log x CROSS JOIN since
	WHERE $3::boolean AND x.kind = 'group' AND x.action = 'delete' AND x.at > since.at
		AND x.cid = ANY (ARRAY(SELECT cid FROM gone))
	GROUP BY x.cid
), group_count AS (
	SELECT x.cid, count(*) FILTER (WHERE x.missing_since IS NULL) AS owned,
		count(*) FILTER (WHERE x.missing_since > since.at) AS recent,
		count(*) FILTER (WHERE x.missing_since IS NULL AND p.id IS NOT NULL) AS missing
	FROM owned x CROSS JOIN since LEFT JOIN gone p ON p.cid = x.cid AND p.id = x.gid
	GROUP BY x.cid
), emptied AS (
	SELECT g.cid, count(*) AS coming
	FROM group_count g JOIN prov.stage_group s ON s.run = $1::uuid AND s.cid IN (0, g.cid) AND s.reject IS NULL
	WHERE g.missing >= g.owned AND g.missing > 0
		AND NOT EXISTS (SELECT 1 FROM owned x WHERE x.source_key = s.source_key
			AND x.missing_since IS NULL AND (s.cid = 0 OR x.cid = g.cid))
		AND NOT EXISTS (SELECT 1 FROM owned x WHERE x.cid = g.cid
			AND x.source_key <> s.source_key AND x.login = coalesce(s.login, s.name))
	GROUP BY g.cid
)
SELECT c.cid, c.name, coalesce(u.owned, 0), coalesce(d.missing, 0), coalesce(d.coming, 0) + coalesce(v.n, 0),
	coalesce(u.recent, 0) + coalesce(h.recent, 0), coalesce(g.owned, 0), coalesce(g.missing, 0),
	coalesce(g.recent, 0) + coalesce(l.recent, 0), coalesce(n.coming, 0)
FROM taken t
JOIN prov.context c ON c.cid = t.cid
LEFT JOIN planned d ON d.cid = t.cid
LEFT JOIN moved v ON v.cid = t.cid
LEFT JOIN user_count u ON u.cid = t.cid
LEFT JOIN handed h ON h.cid = t.cid
LEFT JOIN deleted l ON l.cid = t.cid
LEFT JOIN group_count g ON g.cid = t.cid
LEFT JOIN emptied n ON n.cid = t.cid
ORDER BY c.cid
