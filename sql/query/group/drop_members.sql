-- Takes the users $3 out of group $2.
DELETE FROM prov.member WHERE cid = $1::int AND gid = $2::int AND uid = ANY ($3::int[])
