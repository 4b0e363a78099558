-- Deletes a resource and its address $3; NULL: it has none.
-- A condition that NULL makes false is not written in a WITH: Citus does nothing at all then, and says it has.
-- kind: r resource
WITH a AS (DELETE FROM prov.address WHERE cid = $1::int AND address = ANY (ARRAY[$3::text]) AND kind = 'r' AND owner = $2::int)
DELETE FROM prov.resource WHERE cid = $1::int AND rid = $2::int
