-- Members of the staged groups of source $2 that were not known in the last run: how many.
SELECT count(*)
FROM prov.stage_group g JOIN prov.sync_pending p ON p.source = $2::text AND p.source_key = g.source_key
WHERE g.run = $1::uuid
