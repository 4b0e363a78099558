-- What SOGo finds the new and changed groups of a run by.
-- kind: n new, c changed, g group
INSERT INTO prov.sogo_key (cid, c_uid, kind, owner, mail, shown)
{part: sogo/groups.inc}
JOIN prov.stage_group_diff d ON d.cid = g.cid AND d.gid = g.gid
WHERE d.run = $1::uuid AND d.reject IS NULL AND d.kind IN ('n', 'c')
