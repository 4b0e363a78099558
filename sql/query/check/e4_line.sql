-- E4: names of groups and resources for people that may not be in the form that is stored, for the rules in C to judge: all but
-- words of ASCII with single blanks.
SELECT 'group ' || g.gid || ' in context ' || g.cid,
	CASE WHEN g.source IS NULL THEN 'changegroup -c ' || g.cid || ' -i ' || g.gid || ' -d NAME'
		ELSE 'its entry in the directory of source ' || g.source || ', then ldapsync' END, g.display_name
FROM prov.groups g WHERE g.display_name !~ '^[!-~]+( [!-~]+)*$'
UNION ALL
SELECT 'resource ' || r.rid || ' in context ' || r.cid,
	'changeresource -c ' || r.cid || ' -i ' || r.rid || ' -d NAME', r.display_name
FROM prov.resource r WHERE r.display_name !~ '^[!-~]+( [!-~]+)*$'
