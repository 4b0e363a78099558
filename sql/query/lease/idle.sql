-- Fails at once with 55P03 while the owner of a job, whose lease may be over, is in the transaction
-- that writes: it is alive.
SELECT fence FROM prov.job_lock WHERE name = $1::text FOR UPDATE NOWAIT
