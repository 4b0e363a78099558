-- Plan $2 of source $1 was accepted: once.
DELETE FROM prov.sync_plan WHERE source = $1::text AND digest = $2::text
