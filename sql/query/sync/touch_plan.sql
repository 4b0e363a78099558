-- Plan $2 of source $1 was stopped again, in run $3. No row: it is not stored.
UPDATE prov.sync_plan SET run = $3::uuid, at = now() WHERE source = $1::text AND digest = $2::text RETURNING 1
