-- E4: the other attributes that are not in NFC.
SELECT 'user ' || u.uid || ' in context ' || u.cid,
	CASE WHEN u.source IS NULL THEN 'changeuser -c ' || u.cid || ' -i ' || u.uid || ', attribute ' || a.key
		ELSE 'ldapsync, or changeuser -c ' || u.cid || ' -i ' || u.uid || ', attribute ' || a.key END, a.value
FROM prov.users u CROSS JOIN jsonb_each_text(u.attrs) a WHERE a.value IS NOT NFC NORMALIZED
UNION ALL
SELECT 'group ' || g.gid || ' in context ' || g.cid,
	'changegroup -c ' || g.cid || ' -i ' || g.gid || ' -D TEXT', g.description
FROM prov.groups g WHERE g.description IS NOT NFC NORMALIZED
UNION ALL
SELECT 'resource ' || r.rid || ' in context ' || r.cid,
	'changeresource -c ' || r.cid || ' -i ' || r.rid || ' -D TEXT', r.description
FROM prov.resource r WHERE r.description IS NOT NFC NORMALIZED
