-- Changed by the hash, which is over the meaning of the mapping as well, but not in any value: these are no
-- changes. fill.sql has completed the staged rows. refresh_hashes.sql notes the new hash.
DELETE FROM prov.stage_diff d
USING prov.stage_user s, prov.users u
WHERE d.run = $1::uuid AND d.kind = 'c' AND s.cid = d.cid AND s.run = d.run AND s.n = d.n
	AND u.cid = d.cid AND u.uid = d.uid AND u.source = $2::text AND u.missing_since IS NULL
	AND (s.name, s.login, s.display_name, s.given_name, s.sur_name, s.mail, s.aliases, s.language,
		s.timezone, s.source_enabled, s.modules, s.quota, s.password, coalesce(s.attrs, '{}'),
		s.dn_norm)
		IS NOT DISTINCT FROM
		(u.name, u.login, u.display_name, u.given_name, u.sur_name, u.mail, u.aliases, u.language,
		u.timezone, u.source_enabled, u.modules, u.quota, u.password, coalesce(u.attrs, '{}'),
		u.source_dn)
