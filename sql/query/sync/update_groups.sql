-- Changed groups.
-- kind: c changed
UPDATE prov.groups g
SET source_key = s.source_key, name = s.name, login = coalesce(s.login, s.name), display_name = s.display_name,
	mail = s.mail, address = CASE WHEN s.mail IS NOT NULL THEN coalesce(s.address, s.mail) END,
	missing_since = NULL, missing_run = NULL, missing_place = NULL, changed = now()
FROM prov.stage_group_diff d JOIN prov.stage_group s ON s.run = d.run AND s.n = d.n
WHERE d.run = $1::uuid AND d.kind = 'c' AND d.reject IS NULL AND g.cid = d.cid AND g.gid = d.gid
