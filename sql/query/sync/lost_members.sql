-- Memberships of groups of source $2 that would go, but for those of users and groups that go themselves:
-- context (NULL: all), how many, of how many; the name of a group of more than 10 that would be emptied.
-- kind: m missing, d to be deleted
WITH lost AS (
	SELECT d.cid, d.gid, r.uid
	FROM prov.stage_member_diff d
	JOIN prov.stage_group_diff g ON g.cid = d.cid AND g.run = d.run AND g.gid = d.gid AND g.kind <> 'd'
	CROSS JOIN LATERAL unnest(d.removed) r(uid)
	WHERE d.run = $1::uuid AND NOT EXISTS (SELECT 1 FROM prov.stage_diff x
		WHERE x.cid = d.cid AND x.run = $1::uuid AND x.uid = r.uid AND x.kind IN ('m', 'd'))
), emptied AS (
	SELECT d.cid, min(g.name) AS name
	FROM (SELECT cid, gid, count(*) AS n FROM lost GROUP BY cid, gid HAVING count(*) > 10) l
	JOIN prov.stage_member_diff d ON d.cid = l.cid AND d.run = $1::uuid AND d.gid = l.gid
	JOIN prov.groups g ON g.cid = d.cid AND g.gid = d.gid
	WHERE coalesce(cardinality(d.added), 0) = 0
		AND l.n = (SELECT count(*) FROM prov.member m WHERE m.cid = d.cid AND m.gid = d.gid)
	GROUP BY d.cid
), sums AS (
	SELECT cid, count(*) AS n FROM lost GROUP BY GROUPING SETS ((cid), ()) HAVING count(*) > $3::int
)
SELECT x.cid, x.n, x.of_all, (SELECT min(e.name) FROM emptied e WHERE x.cid IS NULL OR e.cid = x.cid)
FROM (SELECT s.cid, s.n, count(m.uid) AS of_all
	FROM sums s
	LEFT JOIN (SELECT g.cid, o.uid FROM prov.groups g JOIN prov.member o ON o.cid = g.cid AND o.gid = g.gid
		WHERE g.source = $2::text) m ON s.cid IS NULL OR m.cid = s.cid
	GROUP BY s.cid, s.n) x
ORDER BY x.cid NULLS FIRST
