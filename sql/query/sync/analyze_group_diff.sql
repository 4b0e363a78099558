-- As analyze_user.sql, for what differs in groups.
ANALYZE prov.stage_group_diff
