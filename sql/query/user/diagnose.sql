-- Why a user could not be written: login, display name or addresses that somebody else has. Of
-- several addresses the first of the list, and its place there: 1 is the primary one.
SELECT EXISTS (SELECT 1 FROM prov.users WHERE cid = $1::int AND login = $3::text AND uid <> $2::int),
	EXISTS (SELECT 1 FROM prov.users WHERE cid = $1::int AND display_name = $4::text
		AND uid NOT IN (2, $2::int)),
	t.address, t.n
FROM (SELECT 1) one LEFT JOIN (
	SELECT x.address, a.n FROM unnest($5::text[]) WITH ORDINALITY a (address, n)
	JOIN prov.address x ON x.cid = $1::int AND x.address = a.address
		AND NOT (x.kind = 'u' AND x.owner = $2::int)
	ORDER BY a.n LIMIT 1) t ON true
