-- The change log for groups, after counters.sql: whole what is new or deleted, else what differs (E2); of members
-- those that come and go.
-- kind: n new, c changed, m missing, d to be deleted, e missing, without members, s the same
WITH fields AS (
	SELECT d.cid, d.gid, d.kind,
		c.change_seq + row_number() OVER (PARTITION BY d.cid ORDER BY d.gid) AS seq,
		CASE WHEN d.kind = 'd' THEN jsonb_build_object({group: '%', g.%}, 'members', coalesce(m.removed, '{}'))
			WHEN d.kind IN ('m', 'e') THEN jsonb_build_object('name', g.name, 'missing',
				g.missing_since IS NOT NULL)
			WHEN d.kind = 'c' THEN jsonb_build_object('name', g.name, 'display_name', g.display_name,
				'mail', g.mail, 'missing', g.missing_since IS NOT NULL,
				'key', g.source_key) END AS before,
		CASE WHEN d.kind = 'n' THEN jsonb_build_object('name', s.name, 'display_name', s.display_name,
				'mail', s.mail, 'members', coalesce(m.added, '{}'))
			WHEN d.kind IN ('m', 'e') THEN '{"missing": true}'
			WHEN d.kind = 'c' THEN jsonb_build_object('name', s.name, 'display_name', s.display_name,
				'mail', s.mail, 'missing', false, 'key', s.source_key) END AS after,
		CASE WHEN d.kind IN ('c', 's', 'e') THEN nullif(m.removed, '{}') END AS removed,
		CASE WHEN d.kind IN ('c', 's') THEN nullif(m.added, '{}') END AS added
	FROM prov.stage_group_diff d
	JOIN prov.context c ON c.cid = d.cid
	LEFT JOIN prov.stage_group s ON s.run = d.run AND s.n = d.n
	LEFT JOIN prov.groups g ON g.cid = d.cid AND g.gid = d.gid
	LEFT JOIN prov.stage_member_diff m ON m.cid = d.cid AND m.run = d.run AND m.gid = d.gid
	WHERE d.run = $1::uuid AND d.reject IS NULL AND (d.kind <> 's' OR m.gid IS NOT NULL)
)
INSERT INTO prov.change_log (cid, seq, tx, at, who, program, action, kind, id, before, after)
SELECT f.cid, f.seq, $1::uuid, now(), $2::text, $3::text,
	CASE WHEN f.kind = 'n' THEN 'create' WHEN f.kind = 'd' THEN 'delete' WHEN f.kind IN ('m', 'e') THEN 'missing'
		ELSE 'change' END,
	'group', f.gid,
	CASE WHEN f.kind IN ('n', 'd') THEN f.before
		ELSE nullif(coalesce((SELECT jsonb_object_agg(b.key, b.value) FROM jsonb_each(f.before) b
			WHERE f.kind <> 'c' OR f.after -> b.key IS DISTINCT FROM b.value), '{}')
			|| jsonb_strip_nulls(jsonb_build_object('members_removed', to_jsonb(f.removed))), '{}') END,
	CASE WHEN f.kind IN ('n', 'd') THEN f.after
		ELSE nullif(coalesce((SELECT jsonb_object_agg(a.key, a.value) FROM jsonb_each(f.after) a
			WHERE f.kind <> 'c' OR f.before -> a.key IS DISTINCT FROM a.value), '{}')
			|| jsonb_strip_nulls(jsonb_build_object('members_added', to_jsonb(f.added))), '{}') END
FROM fields f
