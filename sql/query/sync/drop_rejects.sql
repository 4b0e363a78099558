-- Entries of source $2 that are not rejected any more.
WITH planned AS MATERIALIZED (
	SELECT p.kind, coalesce(p.source_key, p.dn) AS entry, p.cid FROM prov.planned_rejects p WHERE p.run = $1::uuid
)
DELETE FROM prov.sync_reject r
WHERE r.source = $2::text AND NOT EXISTS (SELECT 1 FROM planned p
	WHERE p.kind = r.kind AND p.entry = r.entry AND p.cid = r.context)
