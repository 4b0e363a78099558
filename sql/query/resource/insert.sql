-- Adds the resource whose id next_resource.sql has just taken. No row: the name is taken.
INSERT INTO prov.resource (cid, rid, login, address, changed, {resource: %})
SELECT c.cid, c.next_rid - 1, $2::text, $3::text, now(), {resource: $4::?}
FROM prov.context c
WHERE c.cid = $1::int
ON CONFLICT DO NOTHING
RETURNING rid
