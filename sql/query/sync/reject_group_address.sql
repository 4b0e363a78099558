-- Rejects groups whose mail address somebody else keeps or gets in this run, as reject_address.sql
-- does for users, who come first.
WITH want AS (
	SELECT d.cid, d.gid, s.n, coalesce(s.address, s.mail) AS address
	FROM prov.stage_group_diff d
	JOIN prov.stage_group s ON s.run = d.run AND s.n = d.n
	WHERE d.run = $1::uuid AND d.kind IN ('n', 'c', 's') AND d.reject IS NULL AND s.mail IS NOT NULL
), held AS (
	SELECT w.cid, w.gid, w.address, h.kind, h.owner
	FROM want w JOIN prov.address h ON h.cid = w.cid AND h.address = w.address
	WHERE NOT (h.kind = 'g' AND h.owner = w.gid)
), bad AS (
	SELECT w.cid, w.gid, 'the mail address "' || w.address || '" belongs to '
		|| CASE w.kind WHEN 'u' THEN 'user ' WHEN 'g' THEN 'group ' ELSE 'resource ' END
		|| w.owner AS why
	FROM held w
	WHERE NOT (w.kind = 'u' AND EXISTS (SELECT FROM prov.stage_diff x WHERE x.cid = w.cid
			AND x.run = $1::uuid AND x.uid = w.owner AND x.reject IS NULL
			AND x.kind IN ('c', 'd')))
		AND NOT (w.kind = 'g' AND EXISTS (SELECT FROM prov.stage_group_diff x
			LEFT JOIN prov.stage_group o ON o.run = x.run AND o.n = x.n
			WHERE x.cid = w.cid AND x.run = $1::uuid AND x.gid = w.owner
				AND x.reject IS NULL AND (x.kind = 'd'
				OR x.kind IN ('n', 'c', 's') AND w.address IS DISTINCT FROM coalesce(o.address, o.mail))))
	UNION ALL
	SELECT w.cid, w.gid, 'the mail address "' || w.address || '" is that of a user, too'
	FROM prov.stage_diff d
	JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
	CROSS JOIN LATERAL unnest(s.addresses) AS a(address)
	JOIN want w ON w.cid = d.cid AND w.address = a.address
	WHERE d.run = $1::uuid AND d.kind IN ('n', 'c') AND d.reject IS NULL
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
