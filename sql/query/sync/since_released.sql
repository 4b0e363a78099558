-- Would somebody go whose key is one of $2?
-- kind: m missing
SELECT EXISTS (SELECT 1
	FROM prov.stage_diff d JOIN prov.users u ON u.cid = d.cid AND u.uid = d.uid
	WHERE d.run = $1::uuid AND d.kind = 'm' AND u.source_key = ANY ($2::text[]))
