-- Members that appear in and disappear from groups; those of rejected groups stay as they are. Most
-- groups are compared as one array (as it was staged, where a group has no others in it), and only those that differ
-- member by member. A missing group keeps its members.
-- kind: n new, c changed, d to be deleted, e missing, without members, s the same
WITH parts AS MATERIALIZED (
	SELECT d.cid, d.gid, count(*) AS n, min(s.uids) AS uids
	FROM prov.stage_group_diff d
	JOIN prov.stage_group g ON g.run = d.run AND g.n = d.n
	JOIN prov.stage_nest t ON t.run = d.run AND t.root = coalesce(g.ring, g.n)
	JOIN prov.stage_member s ON s.run = t.run AND s.n = t.at AND s.cid = d.cid
	WHERE d.run = $1::uuid AND d.kind IN ('n', 'c', 's') AND d.reject IS NULL
	GROUP BY d.cid, d.gid
), differ AS MATERIALIZED (
	SELECT coalesce(w.cid, h.cid) AS cid, coalesce(w.gid, h.gid) AS gid, w.uids AS want, h.uids AS have
	FROM (SELECT p.cid, p.gid, p.uids FROM parts p WHERE p.n = 1
		UNION ALL
		SELECT p.cid, p.gid, array_agg(DISTINCT m.uid)
		FROM parts p
		JOIN prov.stage_group_diff d ON d.cid = p.cid AND d.run = $1::uuid AND d.gid = p.gid
		JOIN prov.stage_group g ON g.run = d.run AND g.n = d.n
		JOIN prov.stage_nest t ON t.run = d.run AND t.root = coalesce(g.ring, g.n)
		JOIN prov.stage_member s ON s.run = t.run AND s.n = t.at AND s.cid = d.cid
		CROSS JOIN LATERAL unnest(s.uids) AS m(uid)
		WHERE p.n > 1
		GROUP BY p.cid, p.gid) w
	FULL JOIN (SELECT m.cid, m.gid, array_agg(m.uid ORDER BY m.uid) AS uids
		FROM prov.member m
		JOIN prov.stage_group_diff d ON d.cid = m.cid AND d.run = $1::uuid AND d.gid = m.gid
			AND d.kind IN ('c', 's', 'e', 'd') AND d.reject IS NULL
		GROUP BY m.cid, m.gid) h ON h.cid = w.cid AND h.gid = w.gid
	WHERE w.uids IS DISTINCT FROM h.uids
), change AS (
	SELECT m.cid, m.gid, array_agg(m.uid ORDER BY m.uid) FILTER (WHERE m.wanted) AS added,
		array_agg(m.uid ORDER BY m.uid) FILTER (WHERE NOT m.wanted) AS removed
	FROM (SELECT x.cid, x.gid, x.uid, bool_or(x.wanted) AS wanted
		FROM (SELECT cid, gid, unnest(want) AS uid, true AS wanted FROM differ WHERE have IS NOT NULL
			UNION ALL
			SELECT cid, gid, unnest(have), false FROM differ WHERE want IS NOT NULL) x
		GROUP BY x.cid, x.gid, x.uid
		HAVING count(*) = 1) m
	GROUP BY m.cid, m.gid
)
INSERT INTO prov.stage_member_diff (cid, run, gid, added, removed)
SELECT x.cid, $1::uuid, x.gid,
	CASE WHEN x.have IS NULL THEN x.want ELSE coalesce(c.added, '{}') END,
	CASE WHEN x.want IS NULL THEN x.have ELSE coalesce(c.removed, '{}') END
FROM differ x
LEFT JOIN change c ON c.cid = x.cid AND c.gid = x.gid
