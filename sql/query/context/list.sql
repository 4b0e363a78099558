-- Contexts by id with their login names as a JSON array, those behind $2, at most $3; the pattern is for LIKE,
-- in lower case, and is compared with the mappings, among which the name always is (C1): they have an index.
-- form: one_context: it lists the contexts of the installation
SELECT c.cid, {context: c.%}, c.attrs,
	(SELECT json_agg(l.name ORDER BY l.name) FROM prov.login_name l WHERE l.cid = c.cid),
	(SELECT p.name FROM prov.placement p WHERE p.kind = 'filestore' AND p.id = c.filestore_id),
	(SELECT jsonb_object_agg(k.domain, u.name) FROM prov.catchall k
		JOIN prov.users u ON u.cid = k.cid AND u.uid = k.uid WHERE k.cid = c.cid)
FROM prov.context c
WHERE c.cid > $2::bigint AND ($1::text = '%' OR c.cid IN (
	SELECT l.cid FROM prov.login_name l WHERE l.name LIKE $1::text))
ORDER BY c.cid
LIMIT $3::bigint
