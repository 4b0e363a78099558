-- Nothing is left to SOGo of groups that go or change in a run.
-- kind: c changed, d to be deleted, g group
WITH gone AS MATERIALIZED (
	SELECT d.cid, 'c' || d.cid::text || 'g' || d.gid::text AS c_uid
	FROM prov.stage_group_diff d
	WHERE d.run = $1::uuid AND d.reject IS NULL AND d.kind IN ('c', 'd')
)
DELETE FROM prov.sogo_key k USING gone g WHERE k.cid = g.cid AND k.c_uid = g.c_uid
