-- Changed by the hash, which is over the meaning of the mapping as well, but not in any value: these are no
-- changes. fill.sql has completed the staged rows. refresh_hashes.sql notes the new hash.
-- kind: c changed
DELETE FROM prov.stage_diff d
USING prov.stage_user s, prov.users u
WHERE d.run = $1::uuid AND d.kind = 'c' AND s.cid = d.cid AND s.run = d.run AND s.n = d.n
	AND u.cid = d.cid AND u.uid = d.uid AND u.source = $2::text AND u.missing_since IS NULL
	AND (s.source_key, s.login, s.address, s.aliases, s.source_enabled, s.modules, s.password, coalesce(s.attrs, '{}'), s.dn_norm,
		{user: s.%})
		IS NOT DISTINCT FROM
		(u.source_key, u.login, u.address, u.aliases, u.source_enabled, u.modules, u.password, coalesce(u.attrs, '{}'), u.source_dn,
		{user: u.%})
