-- E4: the other attributes of groups and resources that are not in NFC.
SELECT 'group ' || g.gid || ' in context ' || g.cid,
	'changegroup -c ' || g.cid || ' -i ' || g.gid || ' -D TEXT', g.description
FROM prov.groups g WHERE g.description IS NOT NFC NORMALIZED
UNION ALL
SELECT 'resource ' || r.rid || ' in context ' || r.cid,
	'changeresource -c ' || r.cid || ' -i ' || r.rid || ' -D TEXT', r.description
FROM prov.resource r WHERE r.description IS NOT NFC NORMALIZED
