-- Missing users are disabled first; their data, names and addresses stay. $2: the number of this run.
-- kind: m missing
UPDATE prov.users u
SET source_enabled = false, missing_since = now(), missing_run = $2::bigint, source_hash = NULL, changed = now()
FROM prov.stage_diff d
WHERE d.run = $1::uuid AND d.kind = 'm' AND u.cid = d.cid AND u.uid = d.uid
