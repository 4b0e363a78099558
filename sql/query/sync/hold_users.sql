-- Nothing is taken from users of contexts $2; so who moves out of them does not arrive elsewhere.
-- kind: n new, c changed, m missing, d to be deleted
WITH kept AS (DELETE FROM prov.stage_diff
	WHERE run = $1::uuid AND cid = ANY ($2::int[]) AND kind IN ('m', 'd')
	RETURNING cid, uid, kind
), stays AS (
	SELECT k.cid, u.source_key FROM kept k JOIN prov.users u ON u.cid = k.cid AND u.uid = k.uid WHERE k.kind = 'm'
), moved AS (DELETE FROM prov.stage_diff d
	USING prov.stage_user s, stays y
	WHERE d.run = $1::uuid AND d.kind IN ('n', 'c') AND s.cid = d.cid AND s.run = d.run AND s.n = d.n
		AND y.source_key = s.source_key AND d.cid <> y.cid
)
SELECT 1 FROM kept
