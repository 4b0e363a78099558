-- Which of these login names belong to another context, and which context's own name is among them?
SELECT l.name, c.name IS NOT NULL
FROM prov.login_name l LEFT JOIN prov.context c ON c.cid = l.cid AND lower(c.name) = l.name
WHERE l.name = ANY ($2::text[]) AND l.cid <> $1::int
ORDER BY l.name LIMIT 1
