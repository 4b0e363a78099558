-- U3: the addresses of groups and resources that mail servers may cut, for the rules in C to judge. What a directory says is taken.
SELECT 'group ' || g.gid || ' in context ' || g.cid,
	CASE WHEN g.source IS NULL THEN 'changegroup -c ' || g.cid || ' -i ' || g.gid || ' -e ADDRESS'
		ELSE 'its entry in the directory of source ' || g.source || ', then ldapsync' END, g.mail,
	g.source IS NOT NULL
FROM prov.groups g WHERE g.mail ~ '[^A-Za-z0-9.].*@'
UNION ALL
SELECT 'resource ' || r.rid || ' in context ' || r.cid,
	'changeresource -c ' || r.cid || ' -i ' || r.rid || ' -e ADDRESS', r.mail, false
FROM prov.resource r WHERE r.mail ~ '[^A-Za-z0-9.].*@'
