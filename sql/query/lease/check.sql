-- In the transaction that does the work: is the lease still ours? Holds it until the end.
SELECT fence FROM prov.job_lock WHERE name = $1::text AND fence = $2::bigint AND run = $3::uuid FOR UPDATE
