-- Notes where the entries of missing users are, of those who were looked up in this run.
-- kind: u user
UPDATE prov.users u SET missing_place = p.place
FROM prov.stage_gone p
WHERE p.run = $1::uuid AND p.kind = 'u' AND p.proven AND u.cid = p.cid AND u.uid = p.id
	AND u.missing_since IS NOT NULL AND u.missing_place IS DISTINCT FROM p.place
