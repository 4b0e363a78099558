-- Who is gone from the directory, and held back in contexts $2. That was so in the last run if the outcome is the same.
-- kind: u user, g group
SELECT 'hold', 'user', u.cid::text, u.name, u.source_dn, 'held back', true
FROM prov.stage_gone p JOIN prov.users u ON u.cid = p.cid AND u.uid = p.id
WHERE p.run = $1::uuid AND p.kind = 'u' AND p.proven AND p.cid = ANY ($2::int[])
UNION ALL
SELECT 'hold', 'group', g.cid::text, g.name, NULL, 'held back', true
FROM prov.stage_gone p JOIN prov.groups g ON g.cid = p.cid AND g.gid = p.id
WHERE p.run = $1::uuid AND p.kind = 'g' AND p.proven AND p.cid = ANY ($2::int[])
ORDER BY 2 DESC, 3, 4
