-- How many direct members are neither users nor groups of this run?
SELECT (SELECT count(*) FROM prov.stage_group g CROSS JOIN LATERAL unnest(g.member_dns) AS m(dn)
	WHERE g.run = $1::uuid AND g.reject IS NULL
		AND NOT EXISTS (SELECT FROM prov.stage_entry s
			WHERE s.run = $1::uuid AND s.dn_norm = m.dn)
		AND NOT EXISTS (SELECT FROM prov.stage_group c
			WHERE c.run = $1::uuid AND coalesce(c.dn_norm, c.dn) = m.dn))
	+ (SELECT count(*) FROM prov.stage_group g CROSS JOIN LATERAL unnest(g.member_names) AS m(login)
	WHERE g.run = $1::uuid AND g.reject IS NULL
		AND NOT EXISTS (SELECT FROM prov.stage_entry s
			WHERE s.run = $1::uuid AND s.login = m.login))
