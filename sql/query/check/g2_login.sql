-- G2: login is the name of the group or resource in lower case.
SELECT 'group ' || g.gid || ' in context ' || g.cid FROM prov.groups g WHERE g.login <> lower(g.name)
UNION ALL
SELECT 'resource ' || r.rid || ' in context ' || r.cid FROM prov.resource r WHERE r.login <> lower(r.name)
