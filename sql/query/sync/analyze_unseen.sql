-- The same, when the rest was told before (analyze_user.sql).
ANALYZE prov.stage_unseen
