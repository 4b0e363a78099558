-- Local users who would be taken over in this run: context, how many, of how many that there are in it; never the admin.
-- kind: c changed
SELECT x.cid, x.n, (SELECT count(*) FROM prov.users l WHERE l.cid = x.cid AND l.source IS NULL AND l.uid <> 2)
FROM (
	SELECT d.cid, count(*) AS n
	FROM prov.stage_diff d JOIN prov.users u ON u.cid = d.cid AND u.uid = d.uid
	WHERE d.run = $1::uuid AND d.kind = 'c' AND d.reject IS NULL AND u.source IS NULL
	GROUP BY d.cid
) x
