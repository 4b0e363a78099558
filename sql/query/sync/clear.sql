-- Removes the staging rows of a run, but for those of groups (clear_groups.sql, clear_nests.sql), which are in
-- another place.
WITH
	u AS (DELETE FROM prov.stage_user WHERE run = $1::uuid),
	g AS (DELETE FROM prov.stage_gone WHERE run = $1::uuid),
	l AS (DELETE FROM prov.stage_lock WHERE run = $1::uuid),
	r AS (DELETE FROM prov.stage_rekey WHERE run = $1::uuid),
	p AS (DELETE FROM prov.stage_left_out WHERE run = $1::uuid),
	x AS (DELETE FROM prov.stage_unseen WHERE run = $1::uuid),
	d AS (DELETE FROM prov.stage_diff WHERE run = $1::uuid),
	e AS (DELETE FROM prov.stage_group_diff WHERE run = $1::uuid),
	t AS (DELETE FROM prov.stage_touched WHERE run = $1::uuid),
	k AS (DELETE FROM prov.stage_key WHERE run = $1::uuid),
	n AS (DELETE FROM prov.stage_pending WHERE run = $1::uuid),
	o AS (DELETE FROM prov.stage_member_diff WHERE run = $1::uuid)
DELETE FROM prov.stage_member WHERE run = $1::uuid
