-- Who holds this job (NULL: nobody), with which fence, whose rows may be in staging, and is the lease
-- over?
SELECT owner, fence, run, expires < now() FROM prov.job_lock WHERE name = $1::text
