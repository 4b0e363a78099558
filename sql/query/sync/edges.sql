-- Which staged group is a member of which: parent, child.
SELECT g.n, c.n
FROM prov.stage_group g CROSS JOIN LATERAL unnest(g.member_dns) AS m(dn)
JOIN prov.stage_group c ON c.run = $1::uuid AND coalesce(c.dn_norm, c.dn) = m.dn
WHERE g.run = $1::uuid
