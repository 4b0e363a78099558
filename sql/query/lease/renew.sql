-- A heartbeat. No row: the lease was taken over.
UPDATE prov.job_lock SET expires = now() + make_interval(secs => $4::int)
WHERE name = $1::text AND fence = $2::bigint AND run = $3::uuid
RETURNING fence
