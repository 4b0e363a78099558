-- Gives back those of the addresses $4 of the user, group or resource ($5) $2 that are not in $3.
DELETE FROM prov.address
WHERE cid = $1::int AND kind = $5::"char" AND owner = $2::int AND address = ANY ($4::text[])
	AND NOT address = ANY ($3::text[])
