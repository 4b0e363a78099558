-- Is it more than direct members and values by which the staged groups of source $2 differ? Another DN or context, other
-- groups in one, or somebody new whom nobody knows: then all groups are looked at.
WITH now AS MATERIALIZED (
	SELECT g.source_key AS parent_key, c.source_key AS child_key
	FROM prov.stage_group g
	CROSS JOIN LATERAL unnest(g.member_dns) AS m(dn)
	JOIN prov.sync_group c ON c.source = $2::text AND md5(c.dn) = md5(m.dn) AND c.dn = m.dn
	WHERE g.run = $1::uuid
	UNION
	SELECT g.source_key, c.source_key
	FROM prov.stage_group g
	CROSS JOIN LATERAL unnest(g.member_dns) AS m(dn)
	JOIN prov.sync_group c ON c.source = $2::text AND c.source_key = substr(split_part(m.dn, '>', 1), 2)
	WHERE g.run = $1::uuid AND m.dn LIKE '<%'
), old AS MATERIALIZED (
	SELECT e.parent_key, e.child_key
	FROM prov.stage_group g JOIN prov.sync_nest e ON e.source = $2::text AND e.parent_key = g.source_key
	WHERE g.run = $1::uuid
)
SELECT EXISTS (SELECT 1 FROM now n FULL JOIN old o ON o.parent_key = n.parent_key AND o.child_key = n.child_key
		WHERE n.parent_key IS NULL OR o.parent_key IS NULL)
	OR EXISTS (SELECT 1 FROM prov.stage_group g
		LEFT JOIN prov.sync_group k ON k.source = $2::text AND k.source_key = g.source_key
			AND k.dn = coalesce(g.dn_norm, g.dn)
		WHERE g.run = $1::uuid AND k.source_key IS NULL)
	OR EXISTS (SELECT 1 FROM prov.stage_group g
		LEFT JOIN prov.groups o ON o.source = $2::text AND o.source_key = g.source_key
		WHERE g.run = $1::uuid AND g.cid > 0 AND (o.cid IS NULL OR o.cid <> g.cid OR o.missing_since IS NOT NULL))
	OR EXISTS (SELECT 1 FROM prov.stage_pending p
		JOIN prov.stage_group g ON g.run = p.run AND g.n = p.n
		LEFT JOIN prov.sync_pending o ON o.source = $2::text AND o.source_key = g.source_key
			AND o.by_name = p.by_name AND o.id = md5(p.value)::uuid
		WHERE p.run = $1::uuid AND o.id IS NULL)
