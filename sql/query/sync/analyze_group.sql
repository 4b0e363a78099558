-- As analyze_user.sql, for groups.
ANALYZE prov.stage_group (cid, run, n, source_key, dn_norm, reject)
