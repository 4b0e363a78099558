-- Was run $2 of source $1 committed?
SELECT EXISTS (SELECT 1 FROM prov.sync_run WHERE source = $1::text AND run = $2::uuid)
