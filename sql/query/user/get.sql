-- One user by id or login name, in the columns of enum prov_user_column.
SELECT u.uid, {user: u.%},
	array_to_string(u.aliases, ','), u.enabled, u.modules, u.attrs, u.capabilities,
	left(u.password, strpos(u.password, '}')), u.source, u.address, NULL
FROM prov.users u
WHERE u.cid = $1::int AND (u.uid = $2::int OR ($2::int IS NULL AND u.login = $3::text))
