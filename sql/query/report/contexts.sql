-- The same as report/sets.sql for each context: id, age in days, day of its creation, modules of its admin; then of each set
-- of modules who has it, and how many of them are disabled.
-- form: one_context: it is about all contexts
{part: report/held.inc}
	SELECT u.cid, a.modules AS admin, CASE WHEN u.is_admin THEN a.modules ELSE u.modules END AS modules,
		u.is_enabled, u.n
	FROM u
	JOIN a ON a.cid = u.cid
)
SELECT c.cid, greatest(floor(extract(epoch FROM now() - c.created) / 86400), 0)::bigint,
	to_char(c.created AT TIME ZONE 'UTC', 'YYYY-MM-DD'), s.admin, s.modules, sum(s.n),
	coalesce(sum(s.n) FILTER (WHERE NOT s.is_enabled), 0)
FROM s
JOIN prov.context c ON c.cid = s.cid
GROUP BY c.cid, c.created, s.admin, s.modules
ORDER BY c.cid, s.modules
