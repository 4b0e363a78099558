-- The id of the context with this login name. A statement of its own: in one with find.sql the context would be
-- looked for on every server.
SELECT cid FROM prov.login_name WHERE name = $1::text
