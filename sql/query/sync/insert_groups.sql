-- New groups.
-- kind: n new
INSERT INTO prov.groups (cid, gid, name, login, display_name, mail, address, source, source_key, changed)
SELECT d.cid, d.gid, s.name, coalesce(s.login, s.name), s.display_name, s.mail,
	CASE WHEN s.mail IS NOT NULL THEN coalesce(s.address, s.mail) END, $2::text, s.source_key, now()
FROM prov.stage_group_diff d JOIN prov.stage_group s ON s.run = d.run AND s.n = d.n
WHERE d.run = $1::uuid AND d.kind = 'n' AND d.reject IS NULL
ORDER BY d.cid, d.gid
