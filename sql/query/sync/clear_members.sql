-- Removes the staged members of a run.
DELETE FROM prov.stage_member WHERE run = $1::uuid
