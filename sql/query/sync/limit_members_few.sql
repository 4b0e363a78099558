-- How many memberships groups of source $1 have in context $2: not more than $3 are counted.
SELECT count(*)
FROM (SELECT 1
	FROM prov.groups g JOIN prov.member m ON m.cid = g.cid AND m.gid = g.gid
	WHERE g.source = $1::text AND g.cid = $2::int
	LIMIT $3::int) x
