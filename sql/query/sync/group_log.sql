-- The change log for groups, after counters.sql; memberships are noted with their group.
WITH m AS (
	SELECT cid, gid, jsonb_agg(uid ORDER BY uid) FILTER (WHERE op = '+') AS added,
		jsonb_agg(uid ORDER BY uid) FILTER (WHERE op = '-') AS removed
	FROM prov.stage_member_diff WHERE run = $1::uuid GROUP BY cid, gid
)
INSERT INTO prov.change_log (cid, seq, tx, at, who, program, action, kind, id, before, after)
SELECT d.cid, c.change_seq + row_number() OVER (PARTITION BY d.cid ORDER BY d.gid), $1::uuid, now(),
	$2::text, $3::text,
	CASE d.kind WHEN 'n' THEN 'create' WHEN 'm' THEN 'delete' ELSE 'change' END, 'group', d.gid,
	jsonb_strip_nulls(jsonb_build_object('name', g.name, 'display_name', g.display_name, 'mail', g.mail,
		'members_removed', m.removed)),
	CASE WHEN d.kind <> 'm' THEN jsonb_strip_nulls(jsonb_build_object('name', s.name,
		'display_name', s.display_name, 'mail', s.mail, 'members_added', m.added)) END
FROM prov.stage_group_diff d
JOIN prov.context c ON c.cid = d.cid
LEFT JOIN prov.stage_group s ON s.run = d.run AND s.n = d.n
LEFT JOIN prov.groups g ON g.cid = d.cid AND g.gid = d.gid
LEFT JOIN m ON m.cid = d.cid AND m.gid = d.gid
WHERE d.run = $1::uuid AND d.reject IS NULL AND (d.kind <> 's' OR m.gid IS NOT NULL)
