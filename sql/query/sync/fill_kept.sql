-- Fields of changed users whose value cannot be used: what is stored stays. fill.sql has completed the rows before.
-- kind: c changed, u user
WITH kept AS MATERIALIZED (
	SELECT d.cid, d.uid, d.n, array_agg(DISTINCT l.field) AS fields,
		jsonb_object_agg(l.field, u.attrs -> l.field) FILTER (WHERE u.attrs ? l.field) AS attrs
	FROM prov.stage_left_out l
	JOIN prov.stage_diff d ON d.cid = l.cid AND d.run = l.run AND d.n = l.n AND d.kind = 'c'
	JOIN prov.users u ON u.cid = d.cid AND u.uid = d.uid
	WHERE l.run = $1::uuid AND l.kind = 'u' AND l.keeps
	GROUP BY d.cid, d.uid, d.n
)
UPDATE prov.stage_user s
SET {user.kept: % = CASE WHEN '%' = ANY (k.fields) THEN u.% ELSE s.% END},
	modules = CASE WHEN 'access' = ANY (k.fields) THEN u.modules ELSE s.modules END,
	password = CASE WHEN 'password' = ANY (k.fields) THEN u.password ELSE s.password END,
	source_enabled = CASE WHEN 'enabled' = ANY (k.fields) THEN u.source_enabled ELSE s.source_enabled END,
	mail = CASE WHEN 'mail' = ANY (k.fields) THEN u.mail ELSE s.mail END,
	address = CASE WHEN 'mail' = ANY (k.fields) THEN u.address ELSE s.address END,
	aliases = CASE WHEN 'mail' = ANY (k.fields) AND u.mail IS NOT NULL
		THEN ARRAY[u.mail] || ARRAY(SELECT x.alias FROM unnest(s.aliases) WITH ORDINALITY x(alias, nth)
			WHERE lower(x.alias) <> lower(u.mail) ORDER BY x.nth)
		ELSE s.aliases END,
	addresses = CASE WHEN 'mail' = ANY (k.fields) AND u.address <> ALL (s.addresses)
		THEN ARRAY[u.address] || s.addresses ELSE s.addresses END,
	attrs = nullif(coalesce(s.attrs, '{}') || coalesce(k.attrs, '{}'), '{}')
FROM kept k, prov.users u
WHERE s.cid = k.cid AND s.run = $1::uuid AND s.n = k.n AND u.cid = s.cid AND u.uid = k.uid
