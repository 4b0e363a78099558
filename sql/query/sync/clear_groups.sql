-- Removes the staged groups of a run.
DELETE FROM prov.stage_group WHERE run = $1::uuid
