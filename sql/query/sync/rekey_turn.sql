-- The new entry is that of the user who gets its key.
-- kind: n new, c changed, u user
UPDATE prov.stage_diff d SET uid = r.id, kind = 'c'
FROM prov.stage_rekey r
WHERE d.run = $1::uuid AND d.kind = 'n'
	AND r.cid = d.cid AND r.run = d.run AND r.kind = 'u' AND r.n = d.n AND r.doubt IS NULL
