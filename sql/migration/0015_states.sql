-- Who is missing in the directory is kept for days and for complete runs. Runs are counted by source, and who goes
-- missing notes the number of that run, so that nobody who is missing is written again in every run.
ALTER TABLE prov.source_state ADD COLUMN runs bigint NOT NULL DEFAULT 0;
ALTER TABLE prov.source_state ALTER COLUMN runs DROP DEFAULT;
ALTER TABLE prov.users ADD COLUMN missing_run bigint;
ALTER TABLE prov.groups ADD COLUMN missing_run bigint;
UPDATE prov.users SET missing_run = 0 WHERE missing_since IS NOT NULL;
UPDATE prov.groups SET missing_run = 0 WHERE missing_since IS NOT NULL;
