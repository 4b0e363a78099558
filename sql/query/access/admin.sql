-- What the admin of a context may use: granted to it, and every positive module of any user (M3).
-- A skip scan over (cid, modules): one index look-up for each distinct set of the context.
WITH RECURSIVE sets AS (
	(SELECT modules FROM prov.users WHERE cid = $1::int ORDER BY modules LIMIT 1)
	UNION ALL
	SELECT (SELECT u.modules FROM prov.users u WHERE u.cid = $1::int AND u.modules > s.modules
		ORDER BY u.modules LIMIT 1)
	FROM sets s WHERE s.modules IS NOT NULL
)
SELECT a.modules | coalesce((SELECT bit_or(modules) & $2::bigint FROM sets), 0)
FROM prov.users a
WHERE a.cid = $1::int AND a.uid = 2
