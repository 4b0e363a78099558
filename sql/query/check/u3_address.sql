-- U3: addresses of groups and resources, for the rules in C to judge.
SELECT 'group ' || g.gid || ' in context ' || g.cid,
	CASE WHEN g.source IS NULL THEN 'changegroup -c ' || g.cid || ' -i ' || g.gid || ' -e ADDRESS'
		ELSE 'its entry in the directory of source ' || g.source || ', then ldapsync' END, g.mail
FROM prov.groups g WHERE g.mail IS NOT NULL
UNION ALL
SELECT 'resource ' || r.rid || ' in context ' || r.cid,
	'changeresource -c ' || r.cid || ' -i ' || r.rid || ' -e ADDRESS', r.mail
FROM prov.resource r WHERE r.mail IS NOT NULL
