-- E4: names of groups and resources that may be none, for the rules in C to judge: all but plain
-- words.
SELECT 'group ' || g.gid || ' in context ' || g.cid,
	CASE WHEN g.source IS NULL THEN 'changegroup -c ' || g.cid || ' -i ' || g.gid || ' -n NAME'
		ELSE 'its entry in the directory of source ' || g.source || ', then ldapsync' END, g.name
FROM prov.groups g WHERE g.name !~ '^[!-,/-~][!-~]*$'
UNION ALL
SELECT 'resource ' || r.rid || ' in context ' || r.cid,
	'changeresource -c ' || r.cid || ' -i ' || r.rid || ' -n NAME', r.name
FROM prov.resource r WHERE r.name !~ '^[!-,/-~][!-~]*$'
