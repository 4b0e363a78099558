-- Groups of source $1 with the keys $2, as its last complete run had them; but for those of which values were left out, which
-- may be used now.
WITH wanted AS MATERIALIZED (
	SELECT DISTINCT w.key FROM unnest($2::text[]) AS w(key)
), left_out AS MATERIALIZED (
	SELECT DISTINCT o.entry FROM prov.sync_left_out o WHERE o.source = $1::text AND o.kind = 'group'
)
SELECT g.number, g.hash
FROM wanted w
JOIN prov.sync_group g ON g.source = $1::text AND g.source_key = w.key
LEFT JOIN left_out l ON l.entry = w.key
WHERE l.entry IS NULL
