-- Nor members.
WITH left_over AS (DELETE FROM prov.stage_member_diff
	WHERE run = $1::uuid AND cid = ANY ($2::int[]) AND coalesce(cardinality(added), 0) = 0)
UPDATE prov.stage_member_diff SET removed = NULL
WHERE run = $1::uuid AND cid = ANY ($2::int[]) AND cardinality(added) > 0
