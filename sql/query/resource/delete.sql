-- Deletes a resource and its address $3.
-- kind: r resource
WITH a AS (DELETE FROM prov.address WHERE cid = $1::int AND address = $3::text AND kind = 'r' AND owner = $2::int)
DELETE FROM prov.resource WHERE cid = $1::int AND rid = $2::int
