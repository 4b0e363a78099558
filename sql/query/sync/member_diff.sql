-- Memberships that appear and that disappear; those of rejected groups stay as they are.
INSERT INTO prov.stage_member_diff (cid, run, gid, uid, op)
SELECT s.cid, $1::uuid, d.gid, s.uid, '+'::"char"
FROM prov.stage_member s
JOIN prov.stage_group_diff d ON d.cid = s.cid AND d.run = s.run AND d.n = s.n
	AND d.kind <> 'm' AND d.reject IS NULL
WHERE s.run = $1::uuid AND NOT EXISTS (SELECT FROM prov.member m
	WHERE m.cid = s.cid AND m.gid = d.gid AND m.uid = s.uid)
UNION ALL
SELECT m.cid, $1::uuid, m.gid, m.uid, '-'::"char"
FROM prov.member m
JOIN prov.stage_group_diff d ON d.cid = m.cid AND d.run = $1::uuid AND d.gid = m.gid
	AND d.kind <> 'n' AND d.reject IS NULL
WHERE NOT EXISTS (SELECT FROM prov.stage_member s
	WHERE s.cid = m.cid AND s.run = $1::uuid AND s.n = d.n AND s.uid = m.uid)
