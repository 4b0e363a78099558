-- New users whose primary address somebody else has are held back: an account without it would be no use, and who has it
-- may be the same person.
-- kind: n new
UPDATE prov.stage_diff d SET reject = l.why, winner = l.winner, holder_kind = l.holder_kind, holder = l.holder
FROM prov.stage_left_out l
WHERE d.run = $1::uuid AND d.kind = 'n' AND d.reject IS NULL AND l.cid = d.cid AND l.run = d.run AND l.n = d.n
	AND l.field = 'mail' AND l.address IS NOT NULL
