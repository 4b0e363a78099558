-- What a context has: users, groups, resources.
SELECT (SELECT count(*) FROM prov.users WHERE cid = $1::int),
	(SELECT count(*) FROM prov.groups WHERE cid = $1::int),
	(SELECT count(*) FROM prov.resource WHERE cid = $1::int)
