-- Memberships that disappear and that appear.
WITH gone AS (DELETE FROM prov.member m USING prov.stage_member_diff d
	WHERE d.run = $1::uuid AND d.op = '-' AND m.cid = d.cid AND m.gid = d.gid AND m.uid = d.uid)
INSERT INTO prov.member (cid, gid, uid)
SELECT cid, gid, uid FROM prov.stage_member_diff WHERE run = $1::uuid AND op = '+'
ORDER BY cid, gid, uid
ON CONFLICT DO NOTHING
