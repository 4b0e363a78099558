-- Without statistics of what was just staged the planner takes minutes where seconds are enough.
ANALYZE prov.stage_user (cid, run, n, source_key), prov.stage_unseen, prov.stage_key
