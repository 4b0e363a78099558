-- As drop_doubles.sql, for groups.
DELETE FROM prov.stage_group g
USING (SELECT cid, source_key, max(n) AS n FROM prov.stage_group
	WHERE run = $1::uuid AND source_key IS NOT NULL
	GROUP BY cid, source_key HAVING count(*) > 1) d
WHERE g.run = $1::uuid AND g.cid = d.cid AND g.source_key = d.source_key AND g.n < d.n
