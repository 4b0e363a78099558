-- C2: a context has its admin, user 2, and group 1.
SELECT 'context ' || c.cid FROM prov.context c
WHERE NOT EXISTS (SELECT 1 FROM prov.users u WHERE u.cid = c.cid AND u.uid = 2)
	OR NOT EXISTS (SELECT 1 FROM prov.groups g WHERE g.cid = c.cid AND g.gid = 1)
