-- As analyze_user.sql, for memberships that differ.
ANALYZE prov.stage_member_diff
