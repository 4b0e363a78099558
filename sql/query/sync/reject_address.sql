-- Rejects entries with a mail address that somebody else keeps, as reject_login.sql does for names.
WITH want AS MATERIALIZED (
	SELECT d.cid, d.uid, s.source_key, a.address,
		EXISTS (SELECT FROM prov.address x WHERE x.cid = d.cid AND x.address = a.address
			AND x.kind = 'u' AND x.owner = d.uid) AS has
	FROM prov.stage_diff d
	JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
	CROSS JOIN LATERAL unnest(coalesce(s.addresses, s.aliases)) AS a(address)
	WHERE d.run = $1::uuid AND d.kind IN ('n', 'c') AND d.reject IS NULL
), bad AS (
	SELECT w.cid, w.uid, 'the mail address "' || w.address || '" belongs to '
		|| CASE h.kind WHEN 'u' THEN 'user ' WHEN 'g' THEN 'group ' ELSE 'resource ' END
		|| h.owner AS why
	FROM want w JOIN prov.address h ON h.cid = w.cid AND h.address = w.address
		AND NOT (h.kind = 'u' AND h.owner = w.uid)
	WHERE NOT (h.kind = 'u' AND EXISTS (SELECT FROM prov.stage_diff x WHERE x.cid = h.cid
		AND x.run = $1::uuid AND x.uid = h.owner AND (x.kind = 'd' OR (x.kind = 'c'
			AND x.reject IS NULL AND NOT EXISTS (SELECT FROM want o WHERE o.cid = x.cid
				AND o.uid = x.uid AND o.address = w.address)))))
	UNION ALL
	SELECT x.cid, x.uid, 'the mail address "' || x.address || '" is that of another entry, too'
	FROM (SELECT w.*, row_number() OVER (PARTITION BY w.cid, w.address
			ORDER BY w.has DESC, w.source_key) AS nth FROM want w) x
	WHERE x.nth > 1
)
UPDATE prov.stage_diff d SET reject = b.why
FROM (SELECT cid, uid, min(why) AS why FROM bad GROUP BY cid, uid) b
WHERE d.cid = b.cid AND d.run = $1::uuid AND d.uid = b.uid
