-- Only what could not be taken: entries that were staged as rejected, and conflicts.
SELECT 'reject', 'user', nullif(s.cid, 0)::text, s.name, s.dn, coalesce(s.reject, d.reject)
FROM prov.stage_user s
LEFT JOIN prov.stage_diff d ON d.cid = s.cid AND d.run = s.run AND d.n = s.n
WHERE s.run = $1::uuid AND (s.cid = 0 OR d.reject IS NOT NULL)
UNION ALL
SELECT 'reject', 'group', nullif(g.cid, 0)::text, g.name, g.dn, coalesce(g.reject, d.reject)
FROM prov.stage_group g
LEFT JOIN prov.stage_group_diff d ON d.run = g.run AND d.n = g.n
WHERE g.run = $1::uuid AND (g.reject IS NOT NULL OR d.reject IS NOT NULL)
