-- Nothing is taken from users of contexts $2; so who moves out of them does not arrive elsewhere.
WITH kept AS (DELETE FROM prov.stage_diff
	WHERE run = $1::uuid AND cid = ANY ($2::int[]) AND kind IN ('m', 'd')
	RETURNING cid, uid, kind
), moved AS (DELETE FROM prov.stage_diff d
	USING prov.stage_user s, kept k, prov.users u
	WHERE d.run = $1::uuid AND d.kind IN ('n', 'c') AND s.cid = d.cid AND s.run = d.run AND s.n = d.n
		AND k.kind = 'm' AND u.cid = k.cid AND u.uid = k.uid
		AND u.source_key = s.source_key AND d.cid <> k.cid
)
SELECT 1 FROM kept
