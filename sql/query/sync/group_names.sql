-- As names.sql, of groups.
-- kind: n new, m missing, d to be deleted, e missing, without members
(SELECT 'groups_created', 'group', d.cid::text, s.name, NULL, NULL
	FROM prov.stage_group_diff d JOIN prov.stage_group s ON s.run = d.run AND s.n = d.n
	WHERE d.run = $1::uuid AND d.kind = 'n' AND d.reject IS NULL ORDER BY d.cid, d.n LIMIT $2::int)
UNION ALL
(SELECT 'groups_missing', 'group', d.cid::text, g.name, NULL, NULL
	FROM prov.stage_group_diff d JOIN prov.groups g ON g.cid = d.cid AND g.gid = d.gid
	WHERE d.run = $1::uuid AND d.kind IN ('m', 'e') AND d.reject IS NULL ORDER BY d.cid, d.gid LIMIT $2::int)
UNION ALL
(SELECT 'groups_deleted', 'group', d.cid::text, g.name, NULL, NULL
	FROM prov.stage_group_diff d JOIN prov.groups g ON g.cid = d.cid AND g.gid = d.gid
	WHERE d.run = $1::uuid AND d.kind = 'd' AND d.reject IS NULL ORDER BY d.cid, d.gid LIMIT $2::int)
