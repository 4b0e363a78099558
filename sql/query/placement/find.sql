-- The records of kind $1 with the id $2 or the name $3; either may be NULL.
SELECT p.id, p.name, p.max_contexts, p.attrs, p.contexts
FROM prov.placement p
WHERE p.kind = $1::text AND (p.id = $2::int OR p.name = $3::text)
ORDER BY p.id
