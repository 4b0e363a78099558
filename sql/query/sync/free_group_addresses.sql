-- Gives back addresses that changed groups no longer have, and those of deleted ones.
-- kind: c changed, d to be deleted, g group
DELETE FROM prov.address a
USING prov.stage_group_diff d
JOIN prov.groups g ON g.cid = d.cid AND g.gid = d.gid
LEFT JOIN prov.stage_group s ON s.run = d.run AND s.n = d.n
WHERE d.run = $1::uuid AND d.kind IN ('c', 'd') AND d.reject IS NULL
	AND a.cid = d.cid AND a.address = g.address AND a.kind = 'g' AND a.owner = d.gid
	AND NOT (d.kind = 'c' AND a.address IS NOT DISTINCT FROM coalesce(s.address, s.mail))
