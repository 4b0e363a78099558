-- What of a user no list shows, for a copy: the whole password hash, and whether its directory lets it log in.
SELECT password, source_enabled FROM prov.users WHERE cid = $1::int AND uid = $2::int
