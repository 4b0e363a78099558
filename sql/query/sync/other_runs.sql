-- Does anybody but $1 hold a job, and may have rows in staging?
SELECT count(*) FROM prov.job_lock WHERE name <> $1::text
