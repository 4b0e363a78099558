-- Users of a context by id, in the columns of enum prov_user_column; $2 and $3 are for LIKE, one
-- with case and one without. The admin's modules are derived (rule M3).
WITH RECURSIVE sets AS (
	(SELECT modules FROM prov.users WHERE cid = $1::int ORDER BY modules LIMIT 1)
	UNION ALL
	SELECT (SELECT u.modules FROM prov.users u WHERE u.cid = $1::int AND u.modules > s.modules
		ORDER BY u.modules LIMIT 1)
	FROM sets s WHERE s.modules IS NOT NULL
), mirror AS (SELECT bit_or(modules) & $4::bigint AS modules FROM sets)
SELECT u.uid, u.name, u.display_name, u.given_name, u.sur_name, u.mail,
	array_to_string(u.aliases, ', '), u.language, u.timezone,
	u.enabled AND u.source_enabled, u.modules, u.quota, u.attrs,
	left(u.password, strpos(u.password, '}')), u.source,
	CASE WHEN u.uid = 2 THEN u.modules | (SELECT modules FROM mirror) ELSE u.modules END
FROM prov.users u
WHERE u.cid = $1::int AND ($2::text IS NULL OR u.name LIKE $2::text)
	AND ($3::text IS NULL OR u.login LIKE $3::text)
ORDER BY u.uid
