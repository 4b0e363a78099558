-- Values that this run has left out and that source $2 had not left out before: ten of them, and how many there
-- are.
WITH planned AS MATERIALIZED (
	SELECT p.kind, p.cid, p.n, p.source_key, p.name, p.dn, p.field, p.why, p.digest
	FROM prov.planned_left_out p WHERE p.run = $1::uuid
), stored AS MATERIALIZED (
	SELECT o.kind, o.context, o.entry, o.field, o.digest FROM prov.sync_left_out o WHERE o.source = $2::text
)
SELECT 'warn', p.kind, nullif(p.cid, 0)::text, p.name, p.dn, 'left out: ' || p.why, count(*) OVER ()
FROM planned p
LEFT JOIN stored o ON o.kind = p.kind AND o.context = p.cid AND o.entry = p.source_key AND o.field = p.field
	AND o.digest = p.digest
WHERE o.kind IS NULL
ORDER BY p.kind DESC, p.n, p.field, p.why
LIMIT 10
