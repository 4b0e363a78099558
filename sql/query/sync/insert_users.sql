-- New users, those that could not be copied into the table at once (sink_direct.c).
-- kind: n new
INSERT INTO prov.users (cid, uid, login, address, aliases, enabled, source_enabled, modules, password, attrs, source,
	source_key, source_dn, source_hash, source_nth, missing_since, changed,
	{user: %})
SELECT d.cid, d.uid, s.login, s.address, s.aliases, true, s.source_enabled, s.modules, s.password, s.attrs, $2::text,
	s.source_key, s.dn_norm, s.hash, s.n, NULL, now(),
	{user: s.%}
FROM prov.stage_diff d
JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
WHERE d.run = $1::uuid AND d.kind = 'n' AND d.reject IS NULL
