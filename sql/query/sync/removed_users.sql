-- What users of source $3 would lose, and who of them goes; as removed_groups.sql. $4: the module access of an entry that
-- says nothing about it; $5: also who is new, $6: also whose values are replaced by others.
-- kind: n new, c changed, m missing, u user
WITH planned AS (
	SELECT d.cid, d.uid, d.kind, u.name, u.source_key, u AS old, s AS new, s.name AS new_name, s.source_key AS new_key
	FROM prov.stage_diff d
	LEFT JOIN prov.users u ON u.cid = d.cid AND u.uid = d.uid
	LEFT JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
	WHERE d.run = $1::uuid AND d.reject IS NULL AND ($2::int[] IS NULL OR d.cid = ANY ($2::int[]))
), changed AS (
	SELECT p.* FROM planned p
	WHERE p.kind = 'c' AND (p.old).source = $3::text AND (p.old).missing_since IS NULL
), lost AS (
	SELECT p.cid, coalesce(p.source_key, p.new_key) AS source_key, coalesce(p.name, p.new_name) AS name,
		CASE WHEN p.kind = 'n' THEN 'created' WHEN p.kind <> 'm' THEN 'purged'
			WHEN g.id IS NULL THEN 'moved' ELSE 'missing' END AS what, NULL AS detail
	FROM planned p
	LEFT JOIN prov.stage_gone g ON g.cid = p.cid AND g.run = $1::uuid AND g.kind = 'u' AND g.id = p.uid AND g.proven
	WHERE p.kind <> 'c' AND (p.kind <> 'n' OR $5::boolean)
	UNION ALL
	SELECT p.cid, p.new_key, p.name, 'adopted', p.uid::text
	FROM planned p
	WHERE p.kind = 'c' AND (p.old).source IS NULL
	UNION ALL
	SELECT c.cid, c.source_key, c.name, f.what, f.detail
	FROM changed c
	CROSS JOIN LATERAL (VALUES ('changed', '', $6::boolean AND (true IN ({user: (c.old).% <> (c.new).%},
			(c.old).aliases <> (c.new).aliases AND cardinality((c.old).aliases) > 0,
			(c.old).password <> (c.new).password, (c.old).modules <> (c.new).modules AND (c.old).modules <> $4::bigint,
			(c.old).attrs || (c.new).attrs <> (c.new).attrs || (c.old).attrs))),
		('renamed', (c.new).login, (c.old).login <> (c.new).login),
		('disabled', '', (c.old).source_enabled AND NOT (c.new).source_enabled),
		('enabled', '', NOT (c.old).source_enabled AND (c.new).source_enabled),
		{user.lost: ('blanked', '%', (c.old).% IS NOT NULL AND (c.new).% IS NULL)},
		('blanked', 'aliases', cardinality((c.old).aliases) > 0 AND cardinality((c.new).aliases) = 0),
		('blanked', 'password', (c.old).password IS NOT NULL AND (c.new).password IS NULL),
		('blanked', 'access', (c.old).modules <> $4::bigint AND (c.new).modules = $4::bigint))
		f(what, detail, lost)
	WHERE f.lost
	UNION ALL
	SELECT c.cid, c.source_key, c.name, 'blanked', k.field
	FROM changed c CROSS JOIN LATERAL jsonb_object_keys(coalesce((c.old).attrs, '{}')) k(field)
	WHERE NOT coalesce((c.new).attrs, '{}') ? k.field
	UNION ALL
	SELECT l.cid, u.source_key, u.name, 'disabled', NULL
	FROM prov.stage_lock l JOIN prov.users u ON u.cid = l.cid AND u.uid = l.uid
	WHERE l.run = $1::uuid AND ($2::int[] IS NULL OR l.cid = ANY ($2::int[]))
)
SELECT x.line, x.who
FROM (SELECT concat_ws(' ', 'user', l.what, l.cid, l.source_key, nullif(l.detail, '')) AS line,
		format('user %s in context %s (%s)', l.name, l.cid, concat_ws(' ', l.what, nullif(l.detail, ''))) AS who
	FROM lost l) x
ORDER BY x.line COLLATE "C"
