-- The password hash of a context's admin, if the login name is the admin's and both may log in.
SELECT u.password FROM prov.users u JOIN prov.context c ON c.cid = u.cid
WHERE u.cid = $1::int AND u.uid = 2 AND u.login = $2::text
	AND c.enabled AND u.enabled AND u.source_enabled
