-- The plan for groups, one line for each group that changes.
-- kind: n new, c changed, m missing, d to be deleted, e missing, without members, s the same, g group
SELECT CASE WHEN d.reject IS NOT NULL THEN 'reject' WHEN d.kind = 'n' THEN 'create'
		WHEN d.kind = 'd' THEN 'delete'
		WHEN d.kind IN ('m', 'e') THEN 'missing' WHEN g.source_key <> s.source_key THEN 'rekey' ELSE 'change' END,
	'group', d.cid::text, coalesce(s.name, g.name), s.dn,
	CASE WHEN d.reject IS NOT NULL THEN d.reject ELSE nullif(concat_ws(', ',
		CASE WHEN d.kind IN ('m', 'd') AND p.place IS NOT NULL THEN p.place
			WHEN d.kind IN ('m', 'd') AND p.proven THEN 'gone'
			WHEN d.kind = 'e' THEN 'read in another context' END,
		CASE WHEN d.kind = 'c' AND g.name <> s.name THEN 'name: ' || g.name || ' -> ' || s.name END,
		CASE WHEN d.kind = 'c' AND g.display_name <> s.display_name
			THEN 'display_name: ' || g.display_name || ' -> ' || s.display_name END,
		CASE WHEN d.kind = 'c' AND g.mail IS DISTINCT FROM s.mail
			THEN 'mail: ' || coalesce(g.mail, '') || ' -> ' || coalesce(s.mail, '') END,
		CASE WHEN d.kind = 'c' AND g.source_key <> s.source_key
			THEN 'key: ' || g.source_key || ' -> ' || s.source_key END,
		'members added: ' || nullif(cardinality(m.added), 0),
		'members removed: ' || nullif(cardinality(m.removed), 0)), '') END
FROM prov.stage_group_diff d
LEFT JOIN prov.stage_group s ON s.run = d.run AND s.n = d.n
LEFT JOIN prov.groups g ON g.cid = d.cid AND g.gid = d.gid
LEFT JOIN prov.stage_member_diff m ON m.cid = d.cid AND m.run = d.run AND m.gid = d.gid
LEFT JOIN prov.stage_gone p ON p.cid = d.cid AND p.run = d.run AND p.kind = 'g' AND p.id = d.gid
WHERE d.run = $1::uuid AND (d.kind <> 's' OR d.reject IS NOT NULL OR m.gid IS NOT NULL)
ORDER BY d.cid, d.gid
