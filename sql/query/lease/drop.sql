-- Gives the job back.
DELETE FROM prov.job_lock WHERE name = $1::text AND fence = $2::bigint
