-- The plan, one line for each user: action, kind, context, name, DN, fields with old and new, or what was found
-- when the key of a missing one was looked up; of a new one the values that the mapping made.
-- kind: n new, c changed, m missing, d to be deleted, u user
WITH fields AS (
	SELECT d.cid, d.uid, d.kind, d.reject, coalesce(s.dn, u.source_dn) AS dn, s.name, u.name AS old_name,
		u.missing_since, u.source_key <> s.source_key AS rekeyed,
		d.kind = 'c' AND u.source IS NULL AS adopted, p.proven, p.place,
		jsonb_build_object({user: '%', u.%}, 'aliases', u.aliases,
			'enabled', u.source_enabled, 'modules', u.modules, 'attrs', {logged: u.attrs},
			'dn', u.source_dn, 'key', coalesce(u.source_key, s.source_key)) AS before,
		jsonb_build_object({user: '%', s.%}, 'aliases', s.aliases,
			'enabled', s.source_enabled, 'modules', s.modules, 'attrs', {logged: s.attrs},
			'dn', s.dn_norm, 'key', coalesce(s.source_key, u.source_key)) AS after
	FROM prov.stage_diff d
	LEFT JOIN prov.users u ON u.cid = d.cid AND u.uid = d.uid
	LEFT JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
	LEFT JOIN prov.stage_gone p ON p.cid = d.cid AND p.run = d.run AND p.kind = 'u' AND p.id = d.uid
	WHERE d.run = $1::uuid
)
SELECT CASE WHEN f.reject IS NOT NULL THEN 'reject' WHEN f.kind = 'n' THEN 'create'
		WHEN f.kind = 'm' THEN 'disable' WHEN f.kind = 'd' THEN 'delete'
		WHEN f.rekeyed THEN 'rekey'
		WHEN f.adopted THEN 'adopt'
		WHEN f.missing_since IS NOT NULL THEN 'enable'
		WHEN f.name <> f.old_name THEN 'rename' ELSE 'change' END,
	'user', f.cid::text, coalesce(f.name, f.old_name), f.dn,
	CASE WHEN f.reject IS NOT NULL THEN f.reject
		WHEN f.kind = 'n' THEN (SELECT string_agg(a.key || ': ' || a.value::text, ', ' ORDER BY a.key)
			FROM jsonb_each(f.after) a WHERE a.key NOT IN ('name', 'dn', 'key', 'modules')
				AND a.value::text NOT IN ('null', '{}', 'true'))
		WHEN f.kind = 'c' THEN (SELECT string_agg(b.key || ': ' || b.value::text || ' -> '
				|| (f.after -> b.key)::text, ', ' ORDER BY b.key)
			FROM jsonb_each(f.before) b WHERE f.after -> b.key IS DISTINCT FROM b.value)
		WHEN f.place IS NOT NULL THEN f.place
		WHEN f.proven THEN 'gone'
		WHEN f.kind = 'm' THEN 'read in another context'
	END
FROM fields f
ORDER BY f.cid, f.uid
