-- Of each of the addresses $2: is it taken in context $1, or what a user there logs in with (U7), and to which other
-- context mail for its domain goes, or NULL.
SELECT a.address,
	EXISTS (SELECT 1 FROM prov.address x WHERE x.cid = $1::int AND x.address = a.address)
		OR EXISTS (SELECT 1 FROM prov.users u JOIN prov.login_name m ON m.cid = u.cid
			WHERE u.cid = $1::int AND u.login = split_part(a.address, '@', 1)
				AND m.name = split_part(a.address, '@', 2)),
	(SELECT m.cid FROM prov.login_name m WHERE m.name = split_part(a.address, '@', 2) AND m.cid <> $1::int)
FROM unnest($2::text[]) WITH ORDINALITY a(address, n)
ORDER BY a.n
