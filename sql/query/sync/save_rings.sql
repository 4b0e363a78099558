-- Which rings of groups there are, so that each is told once.
UPDATE prov.source_state s SET rings = x.hashes
FROM (SELECT array_agg(r.hash ORDER BY r.hash) AS hashes
	FROM (SELECT hashtextextended(string_agg(g.source_key, ' ' ORDER BY g.source_key), 0) AS hash
		FROM prov.stage_group g WHERE g.run = $1::uuid AND g.ring IS NOT NULL
		GROUP BY g.ring) r) x
WHERE s.name = $2::text AND s.rings IS DISTINCT FROM x.hashes
