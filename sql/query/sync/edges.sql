-- Which staged group is a member of which: parent, child. By key where a member has one, as in resolve_members.sql.
SELECT g.n, c.n
FROM prov.stage_group g CROSS JOIN LATERAL unnest(g.member_dns) AS m(dn)
JOIN prov.stage_group c ON c.run = $1::uuid AND coalesce(c.dn_norm, c.dn) = m.dn
WHERE g.run = $1::uuid
UNION ALL
SELECT g.n, c.n
FROM prov.stage_group g CROSS JOIN LATERAL unnest(g.member_dns) AS m(dn)
JOIN prov.stage_group c ON c.run = $1::uuid AND c.source_key = substr(split_part(m.dn, '>', 1), 2)
WHERE g.run = $1::uuid AND m.dn LIKE '<%'
