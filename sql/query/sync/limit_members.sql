-- Memberships that would go, but for those of users and groups that go themselves: context, group, its name, how
-- many, how many come; of more than $2 also how many the group has.
-- kind: m missing, d to be deleted
WITH gone AS (
	SELECT cid, uid FROM prov.stage_diff WHERE run = $1::uuid AND kind IN ('m', 'd')
), lost AS MATERIALIZED (
	SELECT r.cid, r.gid, r.added, count(*) AS n
	FROM (SELECT d.cid, d.gid, coalesce(cardinality(d.added), 0) AS added, unnest(d.removed) AS uid
		FROM prov.stage_member_diff d
		JOIN prov.stage_group_diff g ON g.cid = d.cid AND g.run = d.run AND g.gid = d.gid AND g.kind <> 'd'
		WHERE d.run = $1::uuid) r
	LEFT JOIN gone x ON x.cid = r.cid AND x.uid = r.uid
	WHERE x.uid IS NULL
	GROUP BY r.cid, r.gid, r.added
), size AS (
	SELECT m.cid, m.gid, count(*) AS n
	FROM prov.member m JOIN lost l ON l.cid = m.cid AND l.gid = m.gid AND l.n > $2::int
	GROUP BY m.cid, m.gid
)
SELECT l.cid, l.gid, g.name, l.n, l.added, coalesce(s.n, 0)
FROM lost l
JOIN prov.groups g ON g.cid = l.cid AND g.gid = l.gid
LEFT JOIN size s ON s.cid = l.cid AND s.gid = l.gid
ORDER BY l.cid, l.gid
