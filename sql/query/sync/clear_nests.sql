-- Removes what a run found of groups in groups.
DELETE FROM prov.stage_nest WHERE run = $1::uuid
