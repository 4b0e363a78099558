-- All login names of a context, as an array.
SELECT array_agg(name ORDER BY name)::text FROM prov.login_name WHERE cid = $1::int
