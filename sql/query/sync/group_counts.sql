-- Groups created, changed, deleted, rejected; members added, removed; groups of the source before, where one may go ($3);
-- missing.
-- kind: n new, c changed, m missing, d to be deleted, e missing, without members
SELECT (SELECT count(*) FROM prov.stage_group_diff WHERE run = $1::uuid AND kind = 'n' AND reject IS NULL),
	(SELECT count(*) FROM prov.stage_group_diff WHERE run = $1::uuid AND kind = 'c' AND reject IS NULL),
	(SELECT count(*) FROM prov.stage_group_diff WHERE run = $1::uuid AND kind = 'd'),
	(SELECT count(*) FROM prov.stage_group_diff WHERE run = $1::uuid AND reject IS NOT NULL),
	(SELECT coalesce(sum(cardinality(added)), 0) FROM prov.stage_member_diff WHERE run = $1::uuid),
	(SELECT coalesce(sum(cardinality(removed)), 0) FROM prov.stage_member_diff WHERE run = $1::uuid),
	(SELECT count(*) FROM prov.groups WHERE source = $2::text AND missing_since IS NULL AND $3::boolean),
	(SELECT count(*) FROM prov.stage_group_diff WHERE run = $1::uuid AND kind IN ('m', 'e'))
