-- Changed users, all columns that the directory may fill; fill.sql has completed the staged row.
-- kind: c changed
UPDATE prov.users u
SET login = s.login, address = s.address, aliases = s.aliases, source_enabled = s.source_enabled, modules = s.modules,
	password = s.password, attrs = s.attrs, source = $2::text, source_key = s.source_key,
	source_dn = s.dn_norm, source_hash = s.hash, source_nth = s.n, missing_since = NULL, missing_run = NULL, missing_place = NULL, changed = now(),
	{user: % = s.%}
FROM prov.stage_diff d, prov.stage_user s
WHERE d.run = $1::uuid AND d.kind = 'c' AND d.reject IS NULL
	AND s.cid = d.cid AND s.run = d.run AND s.n = d.n AND u.cid = d.cid AND u.uid = d.uid
