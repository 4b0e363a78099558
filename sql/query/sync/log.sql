-- The change log of a run, written before anything is changed: whole what is new or deleted, else what differs (E2).
-- $2 who, $3 program. As user_json.c has it.
-- kind: n new, c changed, m missing, d to be deleted
WITH fields AS MATERIALIZED (
	SELECT d.cid, d.uid, d.kind, c.change_seq + d.nth AS seq,
		d.kind = 'c' AND u.password IS DISTINCT FROM s.password AS new_password,
		CASE WHEN d.kind = 'c' THEN array_remove(ARRAY[{user: CASE WHEN u.% IS NOT DISTINCT FROM s.% THEN '%' END},
			CASE WHEN u.aliases IS NOT DISTINCT FROM s.aliases THEN 'aliases' END,
			CASE WHEN u.source_enabled IS NOT DISTINCT FROM s.source_enabled THEN 'enabled' END,
			CASE WHEN u.modules IS NOT DISTINCT FROM s.modules THEN 'modules' END,
			CASE WHEN {logged: u.attrs} IS NOT DISTINCT FROM {logged: s.attrs} THEN 'attrs' END,
			CASE WHEN u.source_dn IS NOT DISTINCT FROM s.dn_norm THEN 'dn' END], NULL) END AS same,
		CASE WHEN d.kind <> 'n' THEN jsonb_build_object({user: '%', u.%},
			'aliases', u.aliases, 'enabled', u.source_enabled, 'modules', u.modules,
			'attrs', {logged: u.attrs}, 'dn', u.source_dn)
			|| CASE WHEN d.kind = 'd' AND u.capabilities IS NOT NULL THEN
				jsonb_build_object('capabilities', u.capabilities) ELSE '{}' END
			|| CASE WHEN d.kind = 'c' AND u.source_key <> s.source_key THEN
				jsonb_build_object('key', u.source_key) ELSE '{}' END END AS before,
		CASE WHEN d.kind IN ('n', 'c') THEN jsonb_build_object({user: '%', s.%},
			'aliases', s.aliases, 'enabled', s.source_enabled, 'modules', s.modules,
			'attrs', {logged: s.attrs}, 'dn', s.dn_norm)
			|| CASE WHEN d.kind = 'c' AND u.source_key <> s.source_key THEN
				jsonb_build_object('key', s.source_key) ELSE '{}' END END AS after
	FROM prov.stage_diff d
	JOIN prov.context c ON c.cid = d.cid
	LEFT JOIN prov.users u ON d.kind <> 'n' AND u.cid = d.cid AND u.uid = d.uid
	LEFT JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
	WHERE d.run = $1::uuid AND d.reject IS NULL
)
INSERT INTO prov.change_log (cid, seq, tx, at, who, program, action, kind, id, before, after)
SELECT f.cid, f.seq, $1::uuid, now(), $2::text, $3::text,
	CASE WHEN f.kind = 'n' THEN 'create' WHEN f.kind = 'c' THEN 'change' WHEN f.kind = 'm' THEN 'disable'
		ELSE 'delete' END,
	'user', f.uid,
	CASE WHEN f.kind = 'c' THEN nullif((f.before - f.same)
			|| CASE WHEN f.new_password THEN '{"password": "(old)"}'::jsonb ELSE '{}' END, '{}')
		WHEN f.kind = 'm' THEN jsonb_build_object('name', f.before -> 'name', 'mail', f.before -> 'mail',
			'enabled', f.before -> 'enabled')
		ELSE f.before END,
	CASE WHEN f.kind = 'c' THEN nullif((f.after - f.same)
			|| CASE WHEN f.new_password THEN '{"password": "(new)"}'::jsonb ELSE '{}' END, '{}')
		WHEN f.kind = 'm' THEN '{"enabled": false}'
		ELSE f.after END
FROM fields f
