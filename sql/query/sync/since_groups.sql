-- Did groups of source $2 come or go? $3: all that are there were named.
-- kind: g group
WITH named AS MATERIALIZED (
	SELECT k.source_key, bool_or(k.gone) AS gone FROM prov.stage_key k
	WHERE k.run = $1::uuid AND k.kind = 'g' GROUP BY k.source_key
)
SELECT EXISTS (SELECT 1
		FROM named n LEFT JOIN prov.sync_group g ON g.source = $2::text AND g.source_key = n.source_key
		WHERE n.gone = (g.source_key IS NOT NULL))
	OR EXISTS (SELECT 1
		FROM prov.sync_group g LEFT JOIN named n ON n.source_key = g.source_key
		WHERE g.source = ANY (CASE WHEN $3::boolean THEN ARRAY[$2::text] ELSE '{}' END) AND n.source_key IS NULL)
