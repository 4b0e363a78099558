-- Members that disappear and that appear, in the order of the index. The contexts are locked since they
-- were compared: ON CONFLICT would take twice the time for nothing.
WITH gone AS (DELETE FROM prov.member m
	USING prov.stage_member_diff d CROSS JOIN LATERAL unnest(d.removed) AS r(uid)
	WHERE d.run = $1::uuid AND m.cid = d.cid AND m.gid = d.gid AND m.uid = r.uid)
INSERT INTO prov.member (cid, gid, uid)
SELECT d.cid, d.gid, unnest(d.added)
FROM (SELECT cid, gid, added FROM prov.stage_member_diff WHERE run = $1::uuid ORDER BY cid, gid) d
