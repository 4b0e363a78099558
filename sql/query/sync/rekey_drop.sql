-- Who gets another key is not missing; rekey_turn.sql follows.
-- kind: m missing, d to be deleted, u user
DELETE FROM prov.stage_diff d
USING prov.stage_rekey r
WHERE d.run = $1::uuid AND d.kind IN ('m', 'd')
	AND r.cid = d.cid AND r.run = d.run AND r.kind = 'u' AND r.id = d.uid AND r.doubt IS NULL
