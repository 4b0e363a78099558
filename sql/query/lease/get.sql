-- Who holds this job, with which fence and run, and is the lease over?
SELECT owner, fence, run, expires < now() FROM prov.job_lock WHERE name = $1::text
