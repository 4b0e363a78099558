-- As analyze_user.sql, for users whose memberships may be others.
ANALYZE prov.stage_touched
