-- Before truncate.sql; a run that is staging just now keeps us from it.
LOCK TABLE prov.stage_user, prov.stage_unseen, prov.stage_gone, prov.stage_diff, prov.stage_group,
	prov.stage_group_diff, prov.stage_member, prov.stage_nest, prov.stage_member_diff, prov.stage_lock, prov.stage_rekey,
	prov.stage_left_out, prov.stage_pending, prov.stage_touched, prov.stage_key IN ACCESS EXCLUSIVE MODE NOWAIT
