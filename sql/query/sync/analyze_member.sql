-- As analyze_user.sql, for memberships.
ANALYZE prov.stage_member, prov.stage_nest
