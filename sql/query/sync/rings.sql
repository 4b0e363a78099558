-- What is to be said of the rings of groups of source $2, if they are not those of the run before.
WITH ring AS (
	SELECT g.ring, count(*) AS n, hashtextextended(string_agg(g.source_key, ' ' ORDER BY g.source_key), 0) AS hash,
		(array_agg(coalesce(g.name, g.dn) ORDER BY g.n))[1:10] AS names
	FROM prov.stage_group g WHERE g.run = $1::uuid AND g.ring IS NOT NULL
	GROUP BY g.ring
)
SELECT 'the groups ' || array_to_string(r.names, ', ') || CASE WHEN r.n > 10 THEN ' and ' || r.n - 10 || ' more'
	ELSE '' END || ' contain each other: each has the members of all of them'
FROM ring r
LEFT JOIN prov.source_state s ON s.name = $2::text
WHERE s.rings IS NULL OR NOT r.hash = ANY (s.rings)
ORDER BY r.ring
LIMIT 10
