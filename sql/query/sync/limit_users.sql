-- What users of source $2 would lose in this run, and what comes: context, kind of limit (back: who went missing in the
-- last 24 hours, and is there again), field, how many. $3: the module access of an entry that says nothing about it.
-- kind: n new, c changed, m missing, u user
WITH changed AS (
	SELECT d.cid, u AS old, s AS new
	FROM prov.stage_diff d
	JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
	JOIN prov.users u ON u.cid = d.cid AND u.uid = d.uid
	WHERE d.run = $1::uuid AND d.kind = 'c' AND d.reject IS NULL AND u.source = $2::text
), lost AS (
	SELECT d.cid, CASE WHEN d.kind = 'n' THEN 'created' WHEN d.kind <> 'm' THEN 'purged'
		WHEN p.id IS NULL THEN 'moved' ELSE 'missing' END AS kind, '' AS field
	FROM prov.stage_diff d
	LEFT JOIN prov.stage_gone p ON p.cid = d.cid AND p.run = d.run AND p.kind = 'u' AND p.id = d.uid AND p.proven
	WHERE d.run = $1::uuid AND d.kind <> 'c' AND d.reject IS NULL
	UNION ALL
	SELECT c.cid, f.kind, f.field
	FROM changed c
	CROSS JOIN LATERAL (VALUES ('changed', '', (c.old).missing_since IS NULL AND (true IN ({user: (c.old).% <> (c.new).%},
			(c.old).aliases <> (c.new).aliases AND cardinality((c.old).aliases) > 0,
			(c.old).password <> (c.new).password, (c.old).modules <> (c.new).modules AND (c.old).modules <> $3::bigint,
			(c.old).attrs || (c.new).attrs <> (c.new).attrs || (c.old).attrs))),
		('back', '', (c.old).missing_since > now() - interval '1 day'),
		('renamed', '', (c.old).missing_since IS NULL AND (c.old).login <> (c.new).login),
		('disabled', '', (c.old).missing_since IS NULL AND (c.old).source_enabled AND NOT (c.new).source_enabled),
		('enabled', '', (c.old).missing_since IS NULL AND NOT (c.old).source_enabled AND (c.new).source_enabled),
		{user.lost: ('blanked', '%', (c.old).missing_since IS NULL AND (c.old).% IS NOT NULL AND (c.new).% IS NULL)},
		('blanked', 'aliases', (c.old).missing_since IS NULL AND cardinality((c.old).aliases) > 0 AND cardinality((c.new).aliases) = 0),
		('blanked', 'password', (c.old).missing_since IS NULL AND (c.old).password IS NOT NULL AND (c.new).password IS NULL),
		('blanked', 'access', (c.old).missing_since IS NULL AND (c.old).modules <> $3::bigint AND (c.new).modules = $3::bigint))
		f(kind, field, lost)
	WHERE f.lost
	UNION ALL
	SELECT c.cid, 'blanked', k.field
	FROM changed c CROSS JOIN LATERAL jsonb_object_keys(coalesce((c.old).attrs, '{}')) k(field)
	WHERE (c.old).missing_since IS NULL AND NOT coalesce((c.new).attrs, '{}') ? k.field
	UNION ALL
	SELECT l.cid, 'disabled', '' FROM prov.stage_lock l WHERE l.run = $1::uuid
)
SELECT l.cid, l.kind, l.field, count(*) FROM lost l GROUP BY l.cid, l.kind, l.field ORDER BY l.cid, l.kind, l.field
