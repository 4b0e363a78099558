-- An entry that came twice (renamed between two pages): the later one counts.
DELETE FROM prov.stage_user s
USING (SELECT cid, source_key, max(n) AS n FROM prov.stage_user
	WHERE run = $1::uuid AND source_key IS NOT NULL
	GROUP BY cid, source_key HAVING count(*) > 1) d
WHERE s.run = $1::uuid AND s.cid = d.cid AND s.source_key = d.source_key AND s.n < d.n
