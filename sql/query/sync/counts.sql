-- The plan in numbers: created, changed, renamed, enabled, missing, deleted, rejected.
SELECT count(*) FILTER (WHERE d.kind = 'n' AND d.reject IS NULL),
	count(*) FILTER (WHERE d.kind = 'c' AND d.reject IS NULL),
	(SELECT count(*) FROM prov.stage_diff x
		JOIN prov.stage_user s ON s.cid = x.cid AND s.run = x.run AND s.n = x.n
		JOIN prov.users u ON u.cid = x.cid AND u.uid = x.uid
		WHERE x.run = $1::uuid AND x.kind = 'c' AND x.reject IS NULL AND u.name <> s.name),
	(SELECT count(*) FROM prov.stage_diff x
		JOIN prov.users u ON u.cid = x.cid AND u.uid = x.uid
		WHERE x.run = $1::uuid AND x.kind = 'c' AND x.reject IS NULL
			AND u.missing_since IS NOT NULL),
	count(*) FILTER (WHERE d.kind = 'm'),
	count(*) FILTER (WHERE d.kind = 'd'),
	count(*) FILTER (WHERE d.reject IS NOT NULL)
FROM prov.stage_diff d
WHERE d.run = $1::uuid
