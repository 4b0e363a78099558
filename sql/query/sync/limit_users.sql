-- What users of source $2 would lose in this run, and what comes: context, kind of limit (back: who went missing in the
-- last 24 hours, and is there again), field, how many. $3: the module access of an entry that says nothing about it.
-- kind: n new, c changed, m missing, u user
WITH lost AS (
	SELECT d.cid, CASE WHEN d.kind = 'n' THEN 'created' WHEN d.kind <> 'm' THEN 'purged'
		WHEN p.id IS NULL THEN 'moved' ELSE 'missing' END AS kind, '' AS field, 1 AS n
	FROM prov.stage_diff d
	LEFT JOIN prov.stage_gone p ON p.cid = d.cid AND p.run = d.run AND p.kind = 'u' AND p.id = d.uid AND p.proven
	WHERE d.run = $1::uuid AND d.kind <> 'c' AND d.reject IS NULL
	UNION ALL
	SELECT c.cid, f.kind, f.field, f.n
	FROM (SELECT d.cid, count(*) FILTER (WHERE u.missing_since IS NULL AND (true IN ({user: u.% <> s.%},
				u.aliases <> s.aliases AND cardinality(u.aliases) > 0,
				u.password <> s.password, u.modules <> s.modules AND u.modules <> $3::bigint,
				u.attrs || s.attrs <> s.attrs || u.attrs))) AS changed,
			count(*) FILTER (WHERE u.missing_since > now() - interval '1 day') AS back,
			count(*) FILTER (WHERE u.missing_since IS NULL AND u.login <> s.login) AS renamed,
			count(*) FILTER (WHERE u.missing_since IS NULL AND u.source_enabled AND NOT s.source_enabled) AS disabled,
			count(*) FILTER (WHERE u.missing_since IS NULL AND NOT u.source_enabled AND s.source_enabled) AS enabled,
			{user.lost: count(*) FILTER (WHERE u.missing_since IS NULL AND u.% IS NOT NULL AND s.% IS NULL) AS %},
			count(*) FILTER (WHERE u.missing_since IS NULL AND cardinality(u.aliases) > 0
				AND cardinality(s.aliases) = 0) AS aliases,
			count(*) FILTER (WHERE u.missing_since IS NULL AND u.password IS NOT NULL AND s.password IS NULL) AS password,
			count(*) FILTER (WHERE u.missing_since IS NULL AND u.modules <> $3::bigint AND s.modules = $3::bigint) AS access
		FROM prov.stage_diff d
		JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
		JOIN prov.users u ON u.cid = d.cid AND u.uid = d.uid
		WHERE d.run = $1::uuid AND d.kind = 'c' AND d.reject IS NULL AND u.source = $2::text
		GROUP BY d.cid) c
	CROSS JOIN LATERAL (VALUES ('changed', '', c.changed), ('back', '', c.back), ('renamed', '', c.renamed),
		('disabled', '', c.disabled), ('enabled', '', c.enabled), {user.lost: ('blanked', '%', c.%)},
		('blanked', 'aliases', c.aliases), ('blanked', 'password', c.password), ('blanked', 'access', c.access))
		f(kind, field, n)
	WHERE f.n > 0
	UNION ALL
	SELECT d.cid, 'blanked', k.field, 1
	FROM prov.stage_diff d
	JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
	JOIN prov.users u ON u.cid = d.cid AND u.uid = d.uid
	CROSS JOIN LATERAL jsonb_object_keys(u.attrs) k(field)
	WHERE d.run = $1::uuid AND d.kind = 'c' AND d.reject IS NULL AND u.source = $2::text AND u.missing_since IS NULL
		AND u.attrs IS DISTINCT FROM s.attrs AND NOT coalesce(s.attrs, '{}') ? k.field
	UNION ALL
	SELECT l.cid, 'disabled', '', 1 FROM prov.stage_lock l WHERE l.run = $1::uuid
)
SELECT l.cid, l.kind, l.field, sum(l.n)::bigint FROM lost l GROUP BY l.cid, l.kind, l.field ORDER BY l.cid, l.kind, l.field
