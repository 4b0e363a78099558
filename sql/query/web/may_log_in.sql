-- May a user log in at all? No row: the context is not there.
SELECT u.enabled AND u.source_enabled, c.enabled
FROM prov.users u JOIN prov.context c ON c.cid = u.cid
WHERE u.cid = $1::int AND u.uid = $2::int
