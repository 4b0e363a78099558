-- Whose key stays as it is has no part in a plan of new keys.
-- kind: u user
DELETE FROM prov.stage_diff d
WHERE d.run = $1::uuid AND NOT EXISTS (SELECT 1 FROM prov.stage_rekey r
	WHERE r.cid = d.cid AND r.run = d.run AND r.kind = 'u' AND r.id = d.uid AND r.doubt IS NULL)
