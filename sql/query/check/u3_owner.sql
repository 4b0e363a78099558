-- U3: every claimed address has its owner. A question for each kind: joined, and not asked again for each address.
-- kind: u user, g group, r resource
SELECT 'address ' || a.address || ' in context ' || a.cid FROM prov.address a
WHERE a.kind = 'u' AND NOT EXISTS (SELECT 1 FROM prov.users u WHERE u.cid = a.cid AND u.uid = a.owner)
UNION ALL
SELECT 'address ' || a.address || ' in context ' || a.cid FROM prov.address a
WHERE a.kind = 'g' AND NOT EXISTS (SELECT 1 FROM prov.groups g WHERE g.cid = a.cid AND g.gid = a.owner)
UNION ALL
SELECT 'address ' || a.address || ' in context ' || a.cid FROM prov.address a
WHERE a.kind = 'r' AND NOT EXISTS (SELECT 1 FROM prov.resource r WHERE r.cid = a.cid AND r.rid = a.owner)
