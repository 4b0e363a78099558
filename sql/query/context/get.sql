-- A context: name, quota, enabled, attrs.
SELECT name, quota, enabled, attrs FROM prov.context WHERE cid = $1::int
