-- Takes users $3 (each in the context in the same place of $2) out of what is planned to be taken away; who would move
-- does not arrive elsewhere. How many rows of the plan that were.
-- kind: n new, c changed, m missing, d to be deleted, u user
WITH kept AS MATERIALIZED (
	SELECT u.cid, u.uid, u.source_key
	FROM unnest($2::int[], $3::int[]) p(cid, uid) JOIN prov.users u ON u.cid = p.cid AND u.uid = p.uid
), gone AS (
	DELETE FROM prov.stage_gone g USING kept k
	WHERE g.run = $1::uuid AND g.kind = 'u' AND g.cid = k.cid AND g.id = k.uid
), stays AS (
	DELETE FROM prov.stage_diff d USING kept k
	WHERE d.run = $1::uuid AND d.kind IN ('m', 'd') AND d.cid = k.cid AND d.uid = k.uid
	RETURNING d.cid
), arrives AS (
	DELETE FROM prov.stage_diff d USING prov.stage_user s, kept k
	WHERE d.run = $1::uuid AND d.kind IN ('n', 'c') AND s.cid = d.cid AND s.run = d.run AND s.n = d.n
		AND k.source_key = s.source_key AND d.cid <> k.cid
	RETURNING d.cid
)
SELECT (SELECT count(*) FROM stays) + (SELECT count(*) FROM arrives)
