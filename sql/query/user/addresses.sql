-- How many of the addresses $3 does user $2 hold?
-- kind: u user
SELECT count(*) FROM prov.address
WHERE cid = $1::int AND kind = 'u' AND owner = $2::int AND address = ANY ($3::text[])
