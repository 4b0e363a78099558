-- An entry that moves to another context and is rejected there (where it may have been before) counts as
-- present where it was. Part of the rounds of rejecting: who would have been deleted keeps name and
-- addresses.
-- kind: n new, c changed, m missing, d to be deleted
DELETE FROM prov.stage_diff d
USING prov.users u
WHERE d.run = $1::uuid AND d.kind IN ('m', 'd') AND u.cid = d.cid AND u.uid = d.uid
	AND u.source_key IN (SELECT s.source_key FROM prov.stage_diff n
		JOIN prov.stage_user s ON s.cid = n.cid AND s.run = n.run AND s.n = n.n
		WHERE n.run = $1::uuid AND n.kind IN ('n', 'c') AND n.reject IS NOT NULL)
