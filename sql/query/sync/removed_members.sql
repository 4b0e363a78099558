-- Memberships that would go, but for those of users and groups that go themselves; as removed_groups.sql.
-- kind: m missing, d to be deleted
WITH gone AS (
	SELECT cid, uid FROM prov.stage_diff WHERE run = $1::uuid AND kind IN ('m', 'd')
), lost AS MATERIALIZED (
	SELECT d.cid, d.gid, unnest(d.removed) AS uid
	FROM prov.stage_member_diff d
	JOIN prov.stage_group_diff g ON g.cid = d.cid AND g.run = d.run AND g.gid = d.gid AND g.kind <> 'd'
	WHERE d.run = $1::uuid AND ($2::int[] IS NULL OR d.cid = ANY ($2::int[]))
)
SELECT x.line, x.who
FROM (SELECT concat_ws(' ', 'member', l.cid, g.source_key, coalesce(u.source_key, u.uid::text)) AS line,
		format('member %s of group %s in context %s', u.name, g.name, l.cid) AS who
	FROM lost l
	JOIN prov.groups g ON g.cid = l.cid AND g.gid = l.gid
	JOIN prov.users u ON u.cid = g.cid AND u.uid = l.uid
	LEFT JOIN gone o ON o.cid = l.cid AND o.uid = l.uid
	WHERE o.uid IS NULL) x
ORDER BY x.line COLLATE "C"
