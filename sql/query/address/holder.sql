-- Why the address $2 could not be claimed: who holds it, kind and id; else the user who logs in with it (U7).
SELECT x.kind, x.owner, o.login
FROM (SELECT 1) one
LEFT JOIN prov.address x ON x.cid = $1::int AND x.address = $2::text
LEFT JOIN prov.login_name m ON m.cid = $1::int AND m.name = split_part($2::text, '@', 2)
LEFT JOIN prov.users o ON o.cid = $1::int AND m.cid IS NOT NULL AND o.login = split_part($2::text, '@', 1)
