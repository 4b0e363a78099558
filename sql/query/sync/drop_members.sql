-- Direct members that groups of source $2 had in contexts where they have none now; of groups that were
-- staged, $3: of all.
WITH staged AS MATERIALIZED (
	SELECT DISTINCT g.source_key, c.cid
	FROM prov.stage_group g
	JOIN prov.stage_member m ON m.run = g.run AND m.n = g.n
	JOIN prov.context c ON c.cid = m.cid
	WHERE g.run = $1::uuid AND g.source_key IS NOT NULL
)
DELETE FROM prov.sync_member o
WHERE o.source = $2::text
	AND ($3::boolean OR o.source_key IN (SELECT g.source_key FROM prov.stage_group g WHERE g.run = $1::uuid))
	AND NOT EXISTS (SELECT 1 FROM staged s WHERE s.source_key = o.source_key AND s.cid = o.context)
