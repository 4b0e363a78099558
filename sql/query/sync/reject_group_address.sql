-- Rejects groups whose mail address somebody else keeps or gets in this run, as reject_address.sql
-- does for users, who come first; and those that want an address which a user logs in with (its name at a mapping
-- of the context, U7).
-- kind: n new, c changed, d to be deleted, s the same, u user, g group
WITH want AS MATERIALIZED (
	SELECT d.cid, d.gid, s.n, coalesce(s.address, s.mail) AS address
	FROM prov.stage_group_diff d
	JOIN prov.stage_group s ON s.run = d.run AND s.n = d.n
	WHERE d.run = $1::uuid AND d.kind IN ('n', 'c', 's') AND d.reject IS NULL AND s.mail IS NOT NULL
), logins AS MATERIALIZED (
	SELECT w.cid, w.gid, w.address, split_part(w.address, '@', 1) AS login
	FROM want w
	JOIN prov.login_name m ON m.cid = w.cid AND m.name = split_part(w.address, '@', 2)
	LEFT JOIN prov.address h ON h.cid = w.cid AND h.address = w.address AND h.kind = 'g' AND h.owner = w.gid
	WHERE h.cid IS NULL
), bad AS (
	SELECT w.cid, w.gid, 'the mail address "' || w.address || '" belongs to '
		|| CASE WHEN h.kind = 'u' THEN 'user ' WHEN h.kind = 'g' THEN 'group ' ELSE 'resource ' END
		|| h.owner AS why
	FROM want w
	JOIN prov.address h ON h.cid = w.cid AND h.address = w.address AND NOT (h.kind = 'g' AND h.owner = w.gid)
	LEFT JOIN prov.stage_diff x ON h.kind = 'u' AND x.cid = h.cid AND x.run = $1::uuid AND x.uid = h.owner
		AND x.reject IS NULL AND x.kind IN ('c', 'd')
	LEFT JOIN prov.stage_group_diff y ON h.kind = 'g' AND y.cid = h.cid AND y.run = $1::uuid AND y.gid = h.owner
		AND y.reject IS NULL
	LEFT JOIN prov.stage_group o ON o.run = y.run AND o.n = y.n
	WHERE x.uid IS NULL AND (y.kind = 'd' OR (y.kind IN ('n', 'c', 's') AND o.n IS NOT NULL
		AND w.address IS DISTINCT FROM coalesce(o.address, o.mail))) IS NOT TRUE
	UNION ALL
	SELECT w.cid, w.gid, 'the mail address "' || w.address || '" is that of a user, too'
	FROM prov.stage_diff d
	JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
	CROSS JOIN LATERAL unnest(s.addresses) AS a(address)
	JOIN want w ON w.cid = d.cid AND w.address = a.address
	WHERE d.run = $1::uuid AND d.kind IN ('n', 'c') AND d.reject IS NULL
	UNION ALL
	SELECT l.cid, l.gid, 'the mail address "' || l.address || '" is what "' || l.login || '" logs in with'
	FROM logins l
	JOIN prov.users h ON h.cid = l.cid AND h.login = l.login
	LEFT JOIN prov.stage_diff x ON x.cid = h.cid AND x.run = $1::uuid AND x.uid = h.uid AND x.reject IS NULL
	LEFT JOIN prov.stage_user s ON s.cid = x.cid AND s.run = x.run AND s.n = x.n
	WHERE (x.kind = 'd' OR (x.kind = 'c' AND s.login <> l.login)) IS NOT TRUE
	UNION ALL
	SELECT l.cid, l.gid, 'the mail address "' || l.address || '" is what "' || l.login || '" logs in with'
	FROM logins l
	JOIN prov.stage_user s ON s.cid = l.cid AND s.run = $1::uuid AND s.login = l.login
	JOIN prov.stage_diff d ON d.cid = s.cid AND d.run = s.run AND d.n = s.n AND d.reject IS NULL
		AND d.kind IN ('n', 'c')
	UNION ALL
	SELECT x.cid, x.gid, 'the mail address "' || x.address || '" is that of another group, too'
	FROM (SELECT w.cid, w.gid, w.address, row_number() OVER (PARTITION BY w.cid, w.address
			ORDER BY (h.owner IS NOT NULL) DESC, w.n) AS nth
		FROM want w LEFT JOIN prov.address h ON h.cid = w.cid AND h.address = w.address
			AND h.kind = 'g' AND h.owner = w.gid) x
	WHERE x.nth > 1
)
UPDATE prov.stage_group_diff d SET reject = b.why
FROM (SELECT cid, gid, min(why) AS why FROM bad GROUP BY cid, gid) b
WHERE d.cid = b.cid AND d.run = $1::uuid AND d.gid = b.gid
