-- Why a user could not be written: login, display name or addresses that somebody else has. Of
-- several addresses the first of the list, and its place there: 1 is the primary one; then the other user who
-- logs in with it (U7), if nobody holds it. At last an address of another user, a
-- group or a resource that this one would log in with.
-- kind: u user
SELECT EXISTS (SELECT 1 FROM prov.users WHERE cid = $1::int AND login = $3::text AND uid <> $2::int),
	EXISTS (SELECT 1 FROM prov.users WHERE cid = $1::int AND display_name = $4::text
		AND uid NOT IN (2, $2::int)),
	t.address, t.n, t.login,
	(SELECT min(x.address) FROM prov.login_name m
		JOIN prov.address x ON x.cid = m.cid AND x.address = $3::text || '@' || m.name
		WHERE m.cid = $1::int AND x.cid = $1::int AND NOT (x.kind = 'u' AND x.owner = $2::int))
FROM (SELECT 1) one LEFT JOIN (
	SELECT a.address, a.n, CASE WHEN x.cid IS NULL THEN o.login END AS login
	FROM unnest($5::text[]) WITH ORDINALITY a (address, n)
	LEFT JOIN prov.address x ON x.cid = $1::int AND x.address = a.address
	LEFT JOIN prov.login_name m ON m.cid = $1::int AND m.name = split_part(a.address, '@', 2)
	LEFT JOIN prov.users o ON o.cid = $1::int AND m.cid IS NOT NULL AND o.login = split_part(a.address, '@', 1)
		AND o.uid <> $2::int
	WHERE (x.cid IS NULL AND o.cid IS NOT NULL) OR NOT (x.kind = 'u' AND x.owner = $2::int)
	ORDER BY a.n LIMIT 1) t ON true
