-- Entries that lost against one that is rejected itself are looked at again.
UPDATE prov.stage_diff d SET reject = NULL, winner = NULL
FROM prov.stage_diff w
WHERE d.run = $1::uuid AND d.winner IS NOT NULL AND w.cid = d.cid AND w.run = d.run AND w.n = d.winner
	AND w.reject IS NOT NULL
