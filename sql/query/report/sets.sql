-- Sets of modules: who has it, how many of them are admins of a context, and how many are disabled. An admin has the
-- positive modules ($1) of all users of its context besides its own (M3).
-- form: one_context: it is about all contexts
{part: report/held.inc}
	SELECT CASE WHEN u.is_admin THEN a.modules ELSE u.modules END AS modules, u.is_admin, u.is_enabled, u.n
	FROM u
	JOIN a ON a.cid = u.cid
)
SELECT modules, sum(n), coalesce(sum(n) FILTER (WHERE is_admin), 0), coalesce(sum(n) FILTER (WHERE NOT is_enabled), 0)
FROM s
GROUP BY modules
ORDER BY modules
