-- A context by id, or by any of its login names.
SELECT c.cid, c.name FROM prov.context c
WHERE c.cid = coalesce($1::int, (SELECT l.cid FROM prov.login_name l WHERE l.name = $2::text))
