-- Gives back addresses that changed users no longer have, and all of deleted ones.
-- kind: c changed, d to be deleted, u user
DELETE FROM prov.address a
USING prov.stage_diff d
LEFT JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
WHERE d.run = $1::uuid AND d.kind IN ('c', 'd') AND d.reject IS NULL
	AND a.cid = d.cid AND a.kind = 'u' AND a.owner = d.uid
	AND NOT (d.kind = 'c' AND a.address = ANY (s.addresses))
