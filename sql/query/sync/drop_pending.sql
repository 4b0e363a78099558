-- Members of groups of source $2 that were not known and are no longer waited for; of groups that were
-- staged, $3: of all.
WITH
{part: sync/pending_members.inc}
DELETE FROM prov.sync_pending o
WHERE o.source = $2::text
	AND ($3::boolean OR o.source_key IN (SELECT g.source_key FROM prov.stage_group g WHERE g.run = $1::uuid))
	AND NOT EXISTS (SELECT 1 FROM staged s
		WHERE s.source_key = o.source_key AND s.by_name = o.by_name AND s.id = o.id)
