-- Members of groups of source $2 that were not known and are no longer waited for; of groups that were
-- staged, $3: of all.
WITH
{part: sync/pending_members.inc}
DELETE FROM prov.sync_pending o
USING (SELECT p.source_key, p.by_name, p.id FROM prov.sync_pending p WHERE p.source = $2::text AND $3::boolean
	UNION ALL
	SELECT p.source_key, p.by_name, p.id
	FROM (SELECT DISTINCT g.source_key FROM prov.stage_group g WHERE g.run = $1::uuid AND NOT $3::boolean) g
	JOIN prov.sync_pending p ON p.source = $2::text AND p.source_key = g.source_key) w
WHERE o.source = $2::text AND o.source_key = w.source_key AND o.by_name = w.by_name AND o.id = w.id
	AND NOT EXISTS (SELECT 1 FROM staged s
		WHERE s.source_key = w.source_key AND s.by_name = w.by_name AND s.id = w.id)
