-- Nor are groups.
-- kind: m missing, d to be deleted, e missing, without members
DELETE FROM prov.stage_group_diff
WHERE run = $1::uuid AND cid = ANY ($2::int[]) AND kind IN ('m', 'd', 'e')
