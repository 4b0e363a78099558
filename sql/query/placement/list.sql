-- The records of kind $1 by id; the pattern $2 is for LIKE and is compared with the name.
SELECT p.id, p.name, p.max_contexts, p.attrs, p.contexts
FROM prov.placement p
WHERE p.kind = $1::text AND p.name LIKE $2::text
ORDER BY p.id
