-- The contexts in which groups come, change or go.
SELECT DISTINCT d.cid FROM prov.stage_group_diff d WHERE d.run = $1::uuid
