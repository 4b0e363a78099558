-- G2: login is the group name in lower case.
SELECT 'group ' || g.gid || ' in context ' || g.cid FROM prov.groups g WHERE g.login <> lower(g.name)
