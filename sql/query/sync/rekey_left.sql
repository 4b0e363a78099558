-- Who is left as it is by a plan of new keys, and why; as changes.sql.
-- kind: u user, g group
SELECT 'left', 'user', u.cid::text, u.name, u.source_dn, r.doubt
FROM prov.stage_rekey r JOIN prov.users u ON u.cid = r.cid AND u.uid = r.id
WHERE r.run = $1::uuid AND r.kind = 'u' AND r.doubt IS NOT NULL
UNION ALL
SELECT 'left', 'group', g.cid::text, g.name, NULL, r.doubt
FROM prov.stage_rekey r JOIN prov.groups g ON g.cid = r.cid AND g.gid = r.id
WHERE r.run = $1::uuid AND r.kind = 'g' AND r.doubt IS NOT NULL
ORDER BY 2 DESC, 3, 4
