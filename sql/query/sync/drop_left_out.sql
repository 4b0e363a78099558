-- Values of source $2 that are not left out any more. $3: all users are new; $4: groups were looked at. Entries without a field are not values.
WITH planned AS MATERIALIZED (
	SELECT p.kind, p.cid, p.source_key, p.field, p.digest FROM prov.planned_left_out p WHERE p.run = $1::uuid
), looked_at AS MATERIALIZED (
	SELECT k.kind, k.cid, k.source_key FROM prov.planned_looked_at k WHERE k.run = $1::uuid
)
DELETE FROM prov.sync_left_out o
WHERE o.source = $2::text AND o.field <> ''
	AND ($3::bool OR (o.kind = 'group' AND $4::bool) OR EXISTS (SELECT 1 FROM looked_at k
		WHERE k.kind = o.kind AND k.cid = o.context AND k.source_key = o.entry))
	AND NOT EXISTS (SELECT 1 FROM planned p WHERE p.kind = o.kind AND p.cid = o.context
		AND p.source_key = o.entry AND p.field = o.field AND p.digest = o.digest)
