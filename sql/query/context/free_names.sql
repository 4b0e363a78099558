-- Gives back some login names of a context.
DELETE FROM prov.login_name WHERE cid = $1::int AND name = ANY ($2::text[])
