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
USING (SELECT m.source_key, m.context FROM prov.sync_member m WHERE m.source = $2::text AND $3::boolean
	UNION ALL
	SELECT m.source_key, m.context
	FROM (SELECT DISTINCT g.source_key FROM prov.stage_group g WHERE g.run = $1::uuid AND NOT $3::boolean) g
	JOIN prov.sync_member m ON m.source = $2::text AND m.source_key = g.source_key) w
WHERE o.source = $2::text AND o.source_key = w.source_key AND o.context = w.context
	AND NOT EXISTS (SELECT 1 FROM staged s WHERE s.source_key = w.source_key AND s.cid = w.context)
