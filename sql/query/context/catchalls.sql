-- Who gets the rest of the mail of each domain of a context, as a JSON object.
SELECT coalesce(json_object_agg(domain, uid ORDER BY domain), '{}') FROM prov.catchall WHERE cid = $1::int
