-- G1: members are users of the context in groups of the context; those of group 1 are not stored.
SELECT 'member ' || m.uid || ' of group ' || m.gid || ' in context ' || m.cid FROM prov.member m
WHERE m.gid = 1
	OR NOT EXISTS (SELECT 1 FROM prov.users u WHERE u.cid = m.cid AND u.uid = m.uid)
	OR NOT EXISTS (SELECT 1 FROM prov.groups g WHERE g.cid = m.cid AND g.gid = m.gid)
