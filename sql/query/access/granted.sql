-- What was granted to the admin of a context, without what it mirrors (M3).
SELECT modules FROM prov.users WHERE cid = $1::int AND uid = 2
