-- The login names of a context, one a row.
SELECT name FROM prov.login_name WHERE cid = $1::int
