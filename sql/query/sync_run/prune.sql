-- Of source $1 only the latest $2 rows stay.
DELETE FROM prov.sync_run
WHERE source = $1::text AND seq <= (SELECT max(seq) FROM prov.sync_run WHERE source = $1::text) - $2::bigint
