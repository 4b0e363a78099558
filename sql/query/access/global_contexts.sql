-- Contexts with users whose modules would become others, and how many: modules & $1 | $2; only of those that have
-- exactly $4 of the modules $3, if that is not NULL.
-- form: one_context: it is about the users of all contexts
SELECT c.cid, c.name, x.n
FROM (SELECT u.cid, count(*) AS n FROM prov.users u
	WHERE (u.modules & $1::bigint | $2::bigint) <> u.modules
		AND ($3::bigint IS NULL OR u.modules & $3::bigint = $4::bigint)
	GROUP BY u.cid) x
JOIN prov.context c ON c.cid = x.cid
ORDER BY c.cid
