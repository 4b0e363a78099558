-- U4: the counters of a context are above every id given out.
SELECT 'context ' || c.cid FROM prov.context c
WHERE c.next_uid <= (SELECT max(uid) FROM prov.users u WHERE u.cid = c.cid)
	OR c.next_gid <= (SELECT max(gid) FROM prov.groups g WHERE g.cid = c.cid)
	OR c.next_rid <= (SELECT max(rid) FROM prov.resource r WHERE r.cid = c.cid)
