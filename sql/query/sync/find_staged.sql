-- Users of source $2 whose entry was staged, though they were seen as they are, or were just written: it came twice. What
-- sink_seen.c does for few.
INSERT INTO prov.stage_unseen (cid, run, uid)
SELECT DISTINCT u.cid, $1::uuid, u.uid
FROM prov.stage_user s
JOIN prov.users u ON u.source = $2::text AND u.source_key = s.source_key AND u.cid = s.cid
LEFT JOIN prov.stage_unseen x ON x.cid = u.cid AND x.run = $1::uuid AND x.uid = u.uid
WHERE s.run = $1::uuid AND s.cid > 0 AND x.uid IS NULL
