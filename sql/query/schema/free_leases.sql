-- Runs that were active when the rows were dumped hold nothing any more.
UPDATE prov.job_lock SET owner = NULL, run = NULL
