-- The password hash of a context's admin, if the login name is the admin's.
SELECT password FROM prov.users WHERE cid = $1::int AND uid = 2 AND login = $2::text
