-- As analyze_user.sql, for what differs.
ANALYZE prov.stage_diff
