-- Sets of modules: who has it, how many of them are admins of a context, and how many are disabled. An admin has the
-- positive modules ($1) of all users of its context besides its own (M3).
-- form: one_context: it is about all contexts
WITH u AS (
	SELECT cid, uid = 2 AS is_admin, modules, enabled AND source_enabled AS is_enabled, count(*) AS n
	FROM prov.users
	GROUP BY cid, uid = 2, modules, enabled AND source_enabled
), a AS (
	SELECT cid, bit_or(modules) & $1::bigint | coalesce(bit_or(modules) FILTER (WHERE is_admin), 0) AS modules
	FROM u
	GROUP BY cid
), s AS (
	SELECT CASE WHEN u.is_admin THEN a.modules ELSE u.modules END AS modules, u.is_admin, u.is_enabled, u.n
	FROM u
	JOIN a ON a.cid = u.cid
)
SELECT modules, sum(n), coalesce(sum(n) FILTER (WHERE is_admin), 0), coalesce(sum(n) FILTER (WHERE NOT is_enabled), 0)
FROM s
GROUP BY modules
ORDER BY modules
