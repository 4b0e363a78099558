-- E4: names of users, groups and resources that may be none, for the rules in C to judge: all but plain
-- words.
SELECT 'user ' || u.uid || ' in context ' || u.cid,
	CASE WHEN u.source IS NULL THEN 'changeuser -c ' || u.cid || ' -i ' || u.uid
		|| ' -u NAME, while names.user_changeable is true'
		ELSE 'its entry in the directory of source ' || u.source || ', then ldapsync' END, u.name
FROM prov.users u WHERE u.name !~ '^[!-,/-~][!-~]*$'
UNION ALL
SELECT 'group ' || g.gid || ' in context ' || g.cid,
	CASE WHEN g.source IS NULL THEN 'changegroup -c ' || g.cid || ' -i ' || g.gid || ' -n NAME'
		ELSE 'its entry in the directory of source ' || g.source || ', then ldapsync' END, g.name
FROM prov.groups g WHERE g.name !~ '^[!-,/-~][!-~]*$'
UNION ALL
SELECT 'resource ' || r.rid || ' in context ' || r.cid,
	'changeresource -c ' || r.cid || ' -i ' || r.rid || ' -n NAME', r.name
FROM prov.resource r WHERE r.name !~ '^[!-,/-~][!-~]*$'
