-- Groups of source $2 that are no longer directly in one, after a run that staged all of them.
WITH
{part: sync/direct_nests.inc}
DELETE FROM prov.sync_nest o
WHERE o.source = $2::text AND NOT EXISTS (SELECT 1 FROM staged s
		WHERE s.child_key = o.child_key AND s.parent_key = o.parent_key)
