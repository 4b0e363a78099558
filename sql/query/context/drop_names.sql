-- Gives back the login names of a context that is being deleted.
DELETE FROM prov.login_name WHERE cid = $1::int
