-- All login names of a context, as a JSON array.
SELECT coalesce(json_agg(name ORDER BY name), '[]') FROM prov.login_name WHERE cid = $1::int
