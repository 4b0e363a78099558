-- Claims login names for a context. Fewer rows than names: one belongs to another context.
INSERT INTO prov.login_name (name, cid)
SELECT n, $1::int FROM unnest($2::text[]) n ORDER BY n
ON CONFLICT DO NOTHING
RETURNING name
