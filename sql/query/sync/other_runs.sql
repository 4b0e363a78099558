-- Does a run other than $1 hold a lease, or may have rows in staging?
SELECT count(*) FROM prov.job_lock WHERE run <> $1::uuid
