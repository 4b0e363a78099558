-- Entries that source $1 left out and that are not among $2 any more, or have another DN there.
WITH found AS MATERIALIZED (
	SELECT x.kind, x.entry, x.dn FROM jsonb_to_recordset($2::jsonb) AS x(kind text, entry text, dn text)
)
DELETE FROM prov.sync_left_out o
WHERE o.source = $1::text AND o.field = ''
	AND NOT EXISTS (SELECT 1 FROM found f WHERE f.kind = o.kind AND f.entry = o.entry AND f.dn = o.dn)
