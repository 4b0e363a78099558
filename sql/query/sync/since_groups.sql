-- Did groups of source $2 come or go? $3: all that are there were named.
-- kind: g group
WITH named AS MATERIALIZED (
	SELECT k.source_key, bool_or(k.gone) AS gone FROM prov.stage_key k
	WHERE k.run = $1::uuid AND k.kind = 'g' GROUP BY k.source_key
), known AS MATERIALIZED (
	SELECT g.source_key FROM prov.sync_group g WHERE g.source = $2::text
)
SELECT EXISTS (SELECT 1
	FROM named n FULL JOIN known k ON k.source_key = n.source_key
	WHERE CASE WHEN n.source_key IS NULL THEN $3::boolean
		WHEN k.source_key IS NULL THEN NOT n.gone
		ELSE n.gone END)
