-- All groups are looked at after all: what was found for few is not needed.
WITH m AS (DELETE FROM prov.stage_member_diff WHERE run = $1::uuid),
	t AS (DELETE FROM prov.stage_touched WHERE run = $1::uuid)
DELETE FROM prov.stage_pending WHERE run = $1::uuid
