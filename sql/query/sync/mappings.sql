-- The login names of a context: what stands behind the @ where its users log in.
SELECT name FROM prov.login_name WHERE cid = $1::int
