-- Gives the job back; the row stays, and so does its fence.
UPDATE prov.job_lock SET owner = NULL, run = NULL, expires = now()
WHERE name = $1::text AND fence = $2::bigint AND run = $3::uuid
