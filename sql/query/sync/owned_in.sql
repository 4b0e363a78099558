-- Contexts $2: id, name, and how many users source $1 has there who are not missing.
WITH owned AS (
	SELECT u.cid, count(*) AS n
	FROM prov.users u
	WHERE u.source = $1::text AND u.cid = ANY ($2::int[]) AND u.missing_since IS NULL
	GROUP BY u.cid
)
SELECT c.cid, c.name, coalesce(o.n, 0)
FROM prov.context c LEFT JOIN owned o ON o.cid = c.cid
WHERE c.cid = ANY ($2::int[])
ORDER BY c.cid
