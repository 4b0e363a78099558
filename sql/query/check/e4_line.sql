-- E4: names of people that may not be in the form that is stored, for the rules in C to judge: all but
-- words of ASCII with single blanks.
SELECT 'user ' || u.uid || ' in context ' || u.cid,
	CASE WHEN u.source IS NULL THEN 'changeuser -c ' || u.cid || ' -i ' || u.uid || ' ' || f.option
		|| ' NAME'
		ELSE 'its entry in the directory of source ' || u.source || ', then ldapsync' END, f.name
FROM prov.users u CROSS JOIN unnest(ARRAY['-d', '-g', '-s'],
	ARRAY[u.display_name, u.given_name, u.sur_name]) f (option, name)
WHERE f.name !~ '^[!-~]+( [!-~]+)*$'
UNION ALL
SELECT 'group ' || g.gid || ' in context ' || g.cid,
	CASE WHEN g.source IS NULL THEN 'changegroup -c ' || g.cid || ' -i ' || g.gid || ' -d NAME'
		ELSE 'its entry in the directory of source ' || g.source || ', then ldapsync' END, g.display_name
FROM prov.groups g WHERE g.display_name !~ '^[!-~]+( [!-~]+)*$'
UNION ALL
SELECT 'resource ' || r.rid || ' in context ' || r.cid,
	'changeresource -c ' || r.cid || ' -i ' || r.rid || ' -d NAME', r.display_name
FROM prov.resource r WHERE r.display_name !~ '^[!-~]+( [!-~]+)*$'
