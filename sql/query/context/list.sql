-- Contexts by id with their login names as a JSON array, those behind $2, at most $3; the pattern is for LIKE
-- and is compared with name and mappings.
-- form: one_context: it lists the contexts of the installation
SELECT c.cid, {context: c.%}, c.attrs,
	(SELECT json_agg(l.name ORDER BY l.name) FROM prov.login_name l WHERE l.cid = c.cid),
	(SELECT p.name FROM prov.placement p WHERE p.kind = 'filestore' AND p.id = c.filestore_id)
FROM prov.context c
WHERE c.cid > $2::bigint AND ($1::text = '%' OR c.name LIKE $1::text OR EXISTS (
	SELECT 1 FROM prov.login_name l WHERE l.cid = c.cid AND l.name LIKE lower($1::text)))
ORDER BY c.cid
LIMIT $3::bigint
