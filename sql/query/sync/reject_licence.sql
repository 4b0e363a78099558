-- Rejects entries that would enable more users than $2 and those that this run frees, the later
-- ones in the directory's order first. $3 says why. The admin of a context needs no place.
WITH want AS (
	SELECT p.cid, p.uid, row_number() OVER (ORDER BY p.n) AS nth
	FROM prov.planned_places p WHERE p.run = $1::uuid AND p.places > 0
)
UPDATE prov.stage_diff d SET reject = $3::text
FROM want w
WHERE d.cid = w.cid AND d.run = $1::uuid AND d.uid = w.uid
	AND w.nth > $2::bigint + (SELECT count(*) FROM prov.planned_places p WHERE p.run = $1::uuid AND p.places < 0)
