-- What source $2 had of groups that are not staged. $3: all groups were staged.
DELETE FROM prov.sync_group o
WHERE o.source = $2::text AND $3::boolean
	AND NOT EXISTS (SELECT 1 FROM prov.stage_group g WHERE g.run = $1::uuid AND g.source_key = o.source_key)
