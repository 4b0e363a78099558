-- Users of a context by id, in the columns of enum prov_user_column, addresses as a JSON array; those behind
-- user $5, at most $6. $2 and $3 are for LIKE: on the name, and without case on the login name, which both have,
-- since that has an index. $4: the admin's modules, which are derived (access/admin.sql). $7: only those who may not
-- log in. $8: only those with an address in that domain, or NULL. At last who disabled the user, and since when its
-- directory has it no more.
-- kind: u user
SELECT u.uid, {user: u.%},
	to_json(u.aliases), u.enabled AND u.source_enabled, u.modules, u.attrs,
	to_json(u.capabilities),
	left(u.password, strpos(u.password, '}')), u.source, u.address,
	CASE WHEN u.uid = 2 THEN $4::bigint ELSE u.modules END,
	to_json(array_remove(ARRAY[CASE WHEN NOT u.enabled THEN 'operator' END,
		CASE WHEN u.source_enabled THEN NULL WHEN u.missing_since IS NULL THEN 'directory'
			ELSE 'missing' END], NULL)),
	to_char(u.missing_since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
FROM prov.users u
WHERE u.cid = $1::int AND u.uid > $5::bigint AND ($2::text IS NULL OR u.name LIKE $2::text)
	AND ($3::text IS NULL OR u.login LIKE $3::text) AND NOT ($7::bool AND u.enabled AND u.source_enabled)
	AND ($8::text IS NULL OR u.uid IN (SELECT x.owner FROM prov.address x
		WHERE x.cid = $1::int AND x.kind = 'u' AND split_part(x.address, '@', 2) = $8::text))
ORDER BY u.uid
LIMIT $6::bigint
