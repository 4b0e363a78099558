-- How many values of source $2 are left out after this run: those that it found, and the stored ones of users whom
-- it did not look at, or rejected. $3: groups were looked at.
WITH planned AS MATERIALIZED (
	SELECT DISTINCT p.kind, p.cid, p.source_key, p.field, p.digest
	FROM prov.planned_left_out p WHERE p.run = $1::uuid
), looked_at AS MATERIALIZED (
	SELECT k.kind, k.cid, k.source_key FROM prov.planned_looked_at k WHERE k.run = $1::uuid
), stored AS MATERIALIZED (
	SELECT o.kind, o.context, o.entry, o.field, o.digest FROM prov.sync_left_out o
	WHERE o.source = $2::text AND (o.kind = 'user' OR NOT $3::bool) AND o.field <> ''
)
SELECT count(*) FROM (
	SELECT p.kind, p.cid, p.source_key, p.field, p.digest FROM planned p
	UNION
	SELECT o.kind, o.context, o.entry, o.field, o.digest
	FROM stored o LEFT JOIN looked_at k ON k.kind = o.kind AND k.cid = o.context AND k.source_key = o.entry
	WHERE k.kind IS NULL) x
