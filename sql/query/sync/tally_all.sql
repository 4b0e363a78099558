-- How many contexts source $1 has something in.
SELECT count(*)
FROM (SELECT cid FROM prov.users WHERE source = $1::text
	UNION SELECT cid FROM prov.groups WHERE source = $1::text) x
