-- Empties staging when no other run uses it: no dead rows are left for vacuum.
TRUNCATE prov.stage_user, prov.stage_unseen, prov.stage_gone, prov.stage_diff, prov.stage_group,
	prov.stage_group_diff, prov.stage_member, prov.stage_nest, prov.stage_member_diff, prov.stage_lock, prov.stage_rekey,
	prov.stage_left_out, prov.stage_pending, prov.stage_touched, prov.stage_key
