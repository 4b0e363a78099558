-- New users, those that could not be copied into the table at once (sink_direct.c).
INSERT INTO prov.users (cid, uid, name, login, display_name, given_name, sur_name, mail, aliases,
	language, timezone, enabled, source_enabled, modules, quota, password, attrs, source,
	source_key, source_dn, source_hash, source_nth, missing_since, changed)
SELECT d.cid, d.uid, s.name, s.login, s.display_name, s.given_name, s.sur_name,
	s.mail, s.aliases, s.language, s.timezone, true, s.source_enabled, s.modules, s.quota,
	s.password, s.attrs, $2::text, s.source_key, s.dn_norm, s.hash, s.n, NULL, now()
FROM prov.stage_diff d
JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
WHERE d.run = $1::uuid AND d.kind = 'n' AND d.reject IS NULL
