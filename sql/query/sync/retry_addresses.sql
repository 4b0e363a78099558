-- Addresses that were lost to an entry that is rejected are wanted again.
DELETE FROM prov.stage_left_out l
USING prov.stage_diff w
WHERE l.run = $1::uuid AND l.winner IS NOT NULL AND w.cid = l.cid AND w.run = l.run AND w.n = l.winner
	AND w.reject IS NOT NULL
