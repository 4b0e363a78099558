-- The lines of plan $2 of source $1, in parts.
SELECT lines FROM prov.sync_plan_part WHERE source = $1::text AND digest = $2::text ORDER BY n
