-- Gives back the addresses of user $2 that are not in $3.
-- kind: u user
DELETE FROM prov.address
WHERE cid = $1::int AND kind = 'u' AND owner = $2::int AND address = ANY ($4::text[])
	AND NOT address = ANY ($3::text[])
