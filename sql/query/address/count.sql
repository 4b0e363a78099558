-- How many of the addresses $3 does the user, group or resource ($4) $2 hold?
SELECT count(*) FROM prov.address
WHERE cid = $1::int AND kind = $4::"char" AND owner = $2::int AND address = ANY ($3::text[])
