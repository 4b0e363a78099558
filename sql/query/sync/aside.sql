-- Entries of $2 that source $1 had not left out before: ten of them, and how many there are.
WITH found AS MATERIALIZED (
	SELECT DISTINCT ON (x.kind, x.entry) x.kind, x.entry, x.dn, x.why
	FROM jsonb_to_recordset($2::jsonb) AS x(kind text, entry text, dn text, why text)
	ORDER BY x.kind, x.entry, x.dn
), stored AS MATERIALIZED (
	SELECT o.kind, o.entry FROM prov.sync_left_out o WHERE o.source = $1::text AND o.field = ''
)
SELECT 'warn', f.kind, NULL, NULL, f.dn, 'left out: ' || f.why, count(*) OVER ()
FROM found f LEFT JOIN stored s ON s.kind = f.kind AND s.entry = f.entry
WHERE s.kind IS NULL
ORDER BY f.kind DESC, f.dn
LIMIT 10
