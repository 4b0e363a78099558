-- The change log for groups, after counters.sql; memberships are noted with their group.
-- kind: n new, c changed, m missing, d to be deleted, e missing, without members, s the same
INSERT INTO prov.change_log (cid, seq, tx, at, who, program, action, kind, id, before, after)
SELECT d.cid, c.change_seq + row_number() OVER (PARTITION BY d.cid ORDER BY d.gid), $1::uuid, now(),
	$2::text, $3::text,
	CASE WHEN d.kind = 'n' THEN 'create' WHEN d.kind = 'd' THEN 'delete' WHEN d.kind IN ('m', 'e') THEN 'missing'
		ELSE 'change' END, 'group', d.gid,
	jsonb_strip_nulls(jsonb_build_object('name', g.name, 'display_name', g.display_name, 'mail', g.mail,
		'members_removed', to_jsonb(nullif(m.removed, '{}')))),
	CASE WHEN d.kind IN ('n', 'c', 's') THEN jsonb_strip_nulls(jsonb_build_object('name', s.name,
		'display_name', s.display_name, 'mail', s.mail, 'members_added', to_jsonb(nullif(m.added, '{}')))) END
FROM prov.stage_group_diff d
JOIN prov.context c ON c.cid = d.cid
LEFT JOIN prov.stage_group s ON s.run = d.run AND s.n = d.n
LEFT JOIN prov.groups g ON g.cid = d.cid AND g.gid = d.gid
LEFT JOIN prov.stage_member_diff m ON m.cid = d.cid AND m.run = d.run AND m.gid = d.gid
WHERE d.run = $1::uuid AND d.reject IS NULL AND (d.kind <> 's' OR m.gid IS NOT NULL)
