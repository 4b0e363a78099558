-- How many stored users stay as they are because their entry was rejected, or keep their primary address?
-- kind: c changed
SELECT (SELECT count(*) FROM prov.stage_diff WHERE run = $1::uuid AND kind = 'c' AND reject IS NOT NULL)
	+ (SELECT count(*) FROM prov.stage_left_out l
		JOIN prov.stage_diff d ON d.cid = l.cid AND d.run = l.run AND d.n = l.n
		WHERE l.run = $1::uuid AND l.field = 'mail' AND l.address IS NOT NULL AND d.kind = 'c')
