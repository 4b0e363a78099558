-- As place_users.sql, for groups.
-- kind: g group
UPDATE prov.groups g SET missing_place = p.place
FROM prov.stage_gone p
WHERE p.run = $1::uuid AND p.kind = 'g' AND p.proven AND g.cid = p.cid AND g.gid = p.id
	AND g.missing_since IS NOT NULL AND g.missing_place IS DISTINCT FROM p.place
