-- Rejects entries that would enable more users than $2 and those that this run frees, the later
-- ones in the directory's order first. $3 says why. The admin of a context needs no place.
WITH effect AS (
	SELECT d.cid, d.uid, d.n, coalesce(u.enabled AND u.source_enabled, false) AS was,
		CASE WHEN d.kind = 'n' THEN s.source_enabled
			WHEN d.kind = 'c' THEN u.enabled AND s.source_enabled
			ELSE false END AS will
	FROM prov.stage_diff d
	LEFT JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
	LEFT JOIN prov.users u ON u.cid = d.cid AND u.uid = d.uid
	WHERE d.run = $1::uuid AND d.reject IS NULL AND d.uid <> 2
), want AS (
	SELECT e.cid, e.uid, row_number() OVER (ORDER BY e.n) AS nth
	FROM effect e WHERE e.will AND NOT e.was
)
UPDATE prov.stage_diff d SET reject = $3::text
FROM want w
WHERE d.cid = w.cid AND d.run = $1::uuid AND d.uid = w.uid
	AND w.nth > $2::bigint + (SELECT count(*) FROM effect WHERE was AND NOT will)
