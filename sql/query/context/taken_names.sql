-- Which of these login names belong to another context? The first of them.
SELECT name FROM prov.login_name
WHERE name = ANY ($2::text[]) AND cid <> $1::int
ORDER BY name LIMIT 1
