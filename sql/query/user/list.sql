-- Users of a context by id, in the columns of enum prov_user_column, addresses as a JSON array; $2 and
-- $3 are for LIKE, one with case and one without. $4: the admin's modules, which are derived (access/admin.sql).
SELECT u.uid, {user: u.%},
	to_json(u.aliases), u.enabled AND u.source_enabled, u.modules, u.attrs,
	left(u.password, strpos(u.password, '}')), u.source, u.address,
	CASE WHEN u.uid = 2 THEN $4::bigint ELSE u.modules END
FROM prov.users u
WHERE u.cid = $1::int AND ($2::text IS NULL OR u.name LIKE $2::text)
	AND ($3::text IS NULL OR u.login LIKE $3::text)
ORDER BY u.uid
