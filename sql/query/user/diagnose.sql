-- Why a user could not be written: login, display name or addresses that somebody else has.
SELECT EXISTS (SELECT FROM prov.users WHERE cid = $1::int AND login = $3::text AND uid <> $2::int),
	EXISTS (SELECT FROM prov.users WHERE cid = $1::int AND display_name = $4::text
		AND uid NOT IN (2, $2::int)),
	(SELECT min(a) FROM unnest($5::text[]) a JOIN prov.address x
		ON x.cid = $1::int AND x.address = a AND NOT (x.kind = 'u' AND x.owner = $2::int))
