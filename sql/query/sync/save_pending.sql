-- Members of groups of source $2 that are not known: only what differs from the last run is written. $3: all groups
-- were staged.
WITH staged AS MATERIALIZED (
	SELECT DISTINCT g.source_key, p.by_name, p.value, md5(p.value)::uuid AS id
	FROM prov.stage_pending p JOIN prov.stage_group g ON g.run = p.run AND g.n = p.n
	WHERE p.run = $1::uuid AND g.source_key IS NOT NULL
), gone AS (
	DELETE FROM prov.sync_pending o
	WHERE o.source = $2::text
		AND ($3::boolean OR o.source_key IN (SELECT g.source_key FROM prov.stage_group g WHERE g.run = $1::uuid))
		AND NOT EXISTS (SELECT 1 FROM staged s
		WHERE s.source_key = o.source_key AND s.by_name = o.by_name AND s.id = o.id)
)
INSERT INTO prov.sync_pending (source, source_key, by_name, id, value, since)
SELECT $2::text, s.source_key, s.by_name, s.id, s.value, now()
FROM staged s
LEFT JOIN prov.sync_pending o ON o.source = $2::text AND o.source_key = s.source_key AND o.by_name = s.by_name
	AND o.id = s.id
WHERE o.id IS NULL
