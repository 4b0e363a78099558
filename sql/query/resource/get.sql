-- One resource by id or name in lower case; its address as servers search for it.
SELECT r.rid, {resource: r.%}, r.address
FROM prov.resource r
WHERE r.cid = $1::int AND (r.rid = $2::int OR ($2::int IS NULL AND r.login = $3::text))
