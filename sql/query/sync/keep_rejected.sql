-- An entry that moved to another context and was rejected there is in the directory all the same:
-- its user in the old context is not missing.
DELETE FROM prov.stage_diff m
USING prov.users u, prov.stage_diff x, prov.stage_user s
WHERE m.run = $1::uuid AND m.kind IN ('m', 'd') AND u.cid = m.cid AND u.uid = m.uid
	AND x.run = $1::uuid AND x.kind = 'n' AND x.reject IS NOT NULL
	AND s.cid = x.cid AND s.run = x.run AND s.n = x.n AND s.source_key = u.source_key
