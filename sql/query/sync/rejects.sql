-- Only what could not be taken: entries that were staged as rejected, and conflicts.
SELECT 'reject', 'user', NULL, s.name, s.dn, s.reject
FROM prov.stage_user s WHERE s.run = $1::uuid AND s.cid = 0
UNION ALL
SELECT 'reject', 'user', d.cid::text, s.name, s.dn, d.reject
FROM prov.stage_diff d JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
WHERE d.run = $1::uuid AND d.reject IS NOT NULL
UNION ALL
SELECT 'reject', 'group', nullif(g.cid, 0)::text, g.name, g.dn, coalesce(g.reject, d.reject)
FROM prov.stage_group g
LEFT JOIN prov.stage_group_diff d ON d.run = g.run AND d.n = g.n
WHERE g.run = $1::uuid AND (g.reject IS NOT NULL OR d.reject IS NOT NULL)
