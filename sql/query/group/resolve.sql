-- The users that a list means, ids $3 and names in lower case $4, each once, for group $2: arrays of those who
-- are not in it and of those who are; the first word that means nobody.
SELECT array_agg(DISTINCT a.uid ORDER BY a.uid) FILTER (WHERE a.uid IS NOT NULL AND NOT a.is_member)::text,
	array_agg(DISTINCT a.uid ORDER BY a.uid) FILTER (WHERE a.is_member)::text,
	min(a.word) FILTER (WHERE a.uid IS NULL)
FROM (
	SELECT i.id::text AS word, u.uid, m.uid IS NOT NULL AS is_member
	FROM unnest($3::bigint[]) i(id)
	LEFT JOIN prov.users u ON u.cid = $1::int AND u.uid = i.id
	LEFT JOIN prov.member m ON m.cid = $1::int AND m.gid = $2::int AND m.uid = u.uid
	UNION ALL
	SELECT n.login, u.uid, m.uid IS NOT NULL
	FROM unnest($4::text[]) n(login)
	LEFT JOIN prov.users u ON u.cid = $1::int AND u.login = n.login
	LEFT JOIN prov.member m ON m.cid = $1::int AND m.gid = $2::int AND m.uid = u.uid
) a
