-- Users that were missing for longer than the grace; what they shared goes to the admin (U5).
-- kind: d to be deleted
WITH gone AS (SELECT cid, uid FROM prov.stage_diff WHERE run = $1::uuid AND kind = 'd'),
	m AS (DELETE FROM prov.member m USING gone g WHERE m.cid = g.cid AND m.uid = g.uid),
	h AS (INSERT INTO prov.handover (cid, uid, heir, at) SELECT cid, uid, 2, now() FROM gone),
	k AS (UPDATE prov.catchall k SET uid = 2 FROM gone g WHERE k.cid = g.cid AND k.uid = g.uid)
DELETE FROM prov.users u USING gone g WHERE u.cid = g.cid AND u.uid = g.uid
