-- Deletes, changes and creates groups; names that are freed in this run are free for the next
-- statement, so this one only lets go of them.
-- kind: c changed, d to be deleted
WITH gone AS (DELETE FROM prov.groups g USING prov.stage_group_diff d
	WHERE d.run = $1::uuid AND d.kind = 'd' AND g.cid = d.cid AND g.gid = d.gid)
UPDATE prov.groups g SET login = chr(1) || g.gid::text
FROM prov.stage_group_diff d JOIN prov.stage_group s ON s.run = d.run AND s.n = d.n
WHERE d.run = $1::uuid AND d.kind = 'c' AND d.reject IS NULL AND g.cid = d.cid AND g.gid = d.gid
	AND g.login <> coalesce(s.login, s.name)
