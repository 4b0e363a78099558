-- Entries that source $2 had left out, and of which this run has heard nothing. $3: all users that are there were named, $4: all groups.
-- kind: u user, g group
WITH gone AS MATERIALIZED (
	SELECT DISTINCT k.kind, k.source_key FROM prov.stage_key k WHERE k.run = $1::uuid AND k.gone
), staged AS MATERIALIZED (
	SELECT s.source_key FROM prov.stage_user s WHERE s.run = $1::uuid AND s.source_key IS NOT NULL
)
SELECT o.kind, o.entry, o.dn, o.why
FROM prov.sync_left_out o
LEFT JOIN gone g ON g.source_key = o.entry AND g.kind = CASE WHEN o.kind = 'user' THEN 'u' ELSE 'g' END
LEFT JOIN staged s ON s.source_key = o.entry AND o.kind = 'user'
WHERE o.source = $2::text AND o.field = '' AND g.source_key IS NULL AND s.source_key IS NULL
	AND NOT CASE WHEN o.kind = 'user' THEN $3::boolean ELSE $4::boolean END
ORDER BY o.kind, o.entry
