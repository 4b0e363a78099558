-- The first user of a context with this display name, or NULL.
SELECT min(uid) FROM prov.users WHERE cid = $1::int AND display_name = $2::text
