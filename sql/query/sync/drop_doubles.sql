-- An entry that came twice (renamed between two pages): the later one counts.
WITH d AS (
	SELECT cid, source_key, max(n) AS n FROM prov.stage_entry
	WHERE run = $1::uuid AND source_key IS NOT NULL
	GROUP BY cid, source_key HAVING count(*) > 1
), u AS (
	DELETE FROM prov.stage_user s USING d
	WHERE s.run = $1::uuid AND s.cid = d.cid AND s.source_key = d.source_key AND s.n < d.n
)
DELETE FROM prov.stage_lean s USING d
WHERE s.run = $1::uuid AND s.cid = d.cid AND s.source_key = d.source_key AND s.n < d.n
