-- The row of a job is never deleted: its fence only grows, so that a run which was stopped for any
-- length of time is never taken for a later one. owner NULL: nobody holds it. run NULL: nobody has
-- left anything in staging.
ALTER TABLE prov.job_lock ALTER COLUMN owner DROP NOT NULL, ALTER COLUMN run DROP NOT NULL;
