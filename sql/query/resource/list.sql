-- Resources of a context by id, those behind $3, at most $4.
SELECT r.rid, {resource: r.%}
FROM prov.resource r
WHERE r.cid = $1::int AND r.rid > $3::bigint AND r.login LIKE $2::text
ORDER BY r.rid
LIMIT $4::bigint
