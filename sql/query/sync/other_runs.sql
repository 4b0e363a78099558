-- Does anybody but the owner of job $1 with the fence $2 hold a lease, and may have rows in staging?
SELECT count(*) FROM prov.job_lock WHERE NOT (name = $1::text AND fence = $2::bigint)
