-- The next keys of suspects of kind $2, after the key $3.
SELECT DISTINCT source_key
FROM prov.stage_gone
WHERE run = $1::uuid AND kind = $2::"char" AND source_key > $3::text
ORDER BY source_key
LIMIT $4::int
