-- Removes what copy_stage.sql has staged.
DELETE FROM prov.stage_user WHERE run = $1::uuid
