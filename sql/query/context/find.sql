-- A context by id.
SELECT cid, name FROM prov.context WHERE cid = $1::int
