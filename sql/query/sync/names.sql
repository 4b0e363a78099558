-- The first $2 of each number of the summary that is one of users: the number, kind, context and name.
-- kind: n new, c changed, m missing, d to be deleted
(SELECT 'created', 'user', d.cid::text, s.name, NULL, NULL
	FROM prov.stage_diff d JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
	WHERE d.run = $1::uuid AND d.kind = 'n' AND d.reject IS NULL ORDER BY d.cid, d.n LIMIT $2::int)
UNION ALL
(SELECT 'changed', 'user', d.cid::text, s.name, NULL, NULL
	FROM prov.stage_diff d JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
	WHERE d.run = $1::uuid AND d.kind = 'c' AND d.reject IS NULL ORDER BY d.cid, d.n LIMIT $2::int)
UNION ALL
(SELECT 'enabled', 'user', d.cid::text, u.name, NULL, NULL
	FROM prov.stage_diff d JOIN prov.users u ON u.cid = d.cid AND u.uid = d.uid
	WHERE d.run = $1::uuid AND d.kind = 'c' AND d.reject IS NULL AND u.missing_since IS NOT NULL
	ORDER BY d.cid, d.uid LIMIT $2::int)
UNION ALL
(SELECT 'disabled', 'user', d.cid::text, u.name, NULL, NULL
	FROM prov.stage_diff d JOIN prov.users u ON u.cid = d.cid AND u.uid = d.uid
	WHERE d.run = $1::uuid AND d.kind = 'm' AND d.reject IS NULL ORDER BY d.cid, d.uid LIMIT $2::int)
UNION ALL
(SELECT 'deleted', 'user', d.cid::text, u.name, NULL, NULL
	FROM prov.stage_diff d JOIN prov.users u ON u.cid = d.cid AND u.uid = d.uid
	WHERE d.run = $1::uuid AND d.kind = 'd' AND d.reject IS NULL ORDER BY d.cid, d.uid LIMIT $2::int)
UNION ALL
(SELECT 'disabled', 'user', u.cid::text, u.name, NULL, NULL
	FROM prov.stage_lock l JOIN prov.users u ON u.cid = l.cid AND u.uid = l.uid
	WHERE l.run = $1::uuid ORDER BY u.cid, u.uid LIMIT $2::int)
