-- Which groups of source $2 are directly in which, after a run that staged all of them.
WITH staged AS MATERIALIZED (
	SELECT c.source_key AS child_key, g.source_key AS parent_key
	FROM prov.stage_group g CROSS JOIN LATERAL unnest(g.member_dns) AS m(dn)
	JOIN prov.stage_group c ON c.run = $1::uuid AND coalesce(c.dn_norm, c.dn) = m.dn
	WHERE g.run = $1::uuid AND g.source_key IS NOT NULL AND c.source_key IS NOT NULL
	UNION
	SELECT c.source_key, g.source_key
	FROM prov.stage_group g CROSS JOIN LATERAL unnest(g.member_dns) AS m(dn)
	JOIN prov.stage_group c ON c.run = $1::uuid AND c.source_key = substr(split_part(m.dn, '>', 1), 2)
	WHERE g.run = $1::uuid AND g.source_key IS NOT NULL AND m.dn LIKE '<%'
), gone AS (
	DELETE FROM prov.sync_nest o
	WHERE o.source = $2::text AND NOT EXISTS (SELECT 1 FROM staged s
		WHERE s.child_key = o.child_key AND s.parent_key = o.parent_key)
)
INSERT INTO prov.sync_nest (source, child_key, parent_key)
SELECT $2::text, s.child_key, s.parent_key
FROM staged s
LEFT JOIN prov.sync_nest o ON o.source = $2::text AND o.child_key = s.child_key AND o.parent_key = s.parent_key
WHERE o.child_key IS NULL
