-- As analyze_user.sql, for a source that is already known.
ANALYZE prov.stage_lean (cid, run, n)
