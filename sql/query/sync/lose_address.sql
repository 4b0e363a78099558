-- Mail addresses that somebody else keeps: their entries do without them. They go to who has them and goes on wanting
-- them, else to an entry of which it is the primary one, of a user who is known, that was read first. And those that
-- another user logs in with (its name at a mapping of the context, U7), unless they are there already. A stored user
-- who loses a new primary one wants the old one again. Hashes find what is suspected of coming twice; the window
-- decides.
-- kind: n new, c changed, m missing, d to be deleted, u user, g group
WITH want AS MATERIALIZED (
	SELECT d.cid, d.uid, d.kind, s.n, s.login, a.address, a.address IS NOT DISTINCT FROM s.address AS is_primary
	FROM prov.stage_diff d
	JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
	CROSS JOIN LATERAL unnest(s.addresses) AS a(address)
	LEFT JOIN prov.stage_left_out l ON l.cid = d.cid AND l.run = d.run AND l.n = d.n AND l.address = a.address
	WHERE d.run = $1::uuid AND d.kind IN ('n', 'c') AND d.reject IS NULL AND l.n IS NULL
	UNION ALL
	SELECT d.cid, d.uid, d.kind, s.n, s.login, u.address, true
	FROM prov.stage_left_out l
	JOIN prov.stage_diff d ON d.cid = l.cid AND d.run = l.run AND d.n = l.n
	JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
	JOIN prov.users u ON u.cid = d.cid AND u.uid = d.uid
	WHERE l.run = $1::uuid AND l.field = 'mail' AND l.address IS NOT NULL AND d.kind = 'c' AND d.reject IS NULL
		AND u.address <> ALL (s.addresses)
), twice AS (
	SELECT hashtextextended(address, cid) AS hash FROM want
	GROUP BY hashtextextended(address, cid) HAVING count(*) > 1
), login AS MATERIALIZED (
	SELECT w.cid, w.uid, w.n, w.address, w.is_primary, split_part(w.address, '@', 1) AS login
	FROM want w
	JOIN prov.login_name m ON m.cid = w.cid AND m.name = split_part(w.address, '@', 2)
	LEFT JOIN prov.address h ON h.cid = w.cid AND h.address = w.address AND h.kind = 'u' AND h.owner = w.uid
	WHERE split_part(w.address, '@', 1) <> w.login AND h.cid IS NULL
), bad AS (
	SELECT w.cid, w.n, w.address, w.is_primary, NULL::bigint AS winner, h.kind AS holder_kind, h.owner AS holder,
		'the mail address "' || w.address || '" belongs to' AS why
	FROM want w
	JOIN prov.address h ON h.cid = w.cid AND h.address = w.address AND NOT (h.kind = 'u' AND h.owner = w.uid)
	LEFT JOIN prov.stage_diff x ON h.kind = 'u' AND x.cid = h.cid AND x.run = $1::uuid AND x.uid = h.owner
	LEFT JOIN want k ON h.kind = 'u' AND k.cid = h.cid AND k.uid = h.owner AND k.address = h.address
	WHERE (x.kind = 'd' OR (x.kind = 'c' AND x.reject IS NULL AND k.n IS NULL)) IS NOT TRUE
	UNION ALL
	SELECT x.cid, x.n, x.address, x.is_primary, x.winner, NULL, NULL,
		'the mail address "' || x.address || '" belongs to'
	FROM (SELECT w.cid, w.n, w.address, w.is_primary, first_value(w.n) OVER (PARTITION BY w.cid, w.address
			ORDER BY (h.owner IS NOT NULL) DESC, w.is_primary DESC, w.kind, w.n) AS winner
		FROM want w JOIN twice t ON t.hash = hashtextextended(w.address, w.cid)
		LEFT JOIN prov.address h ON h.cid = w.cid AND h.address = w.address AND h.kind = 'u'
			AND h.owner = w.uid) x
	WHERE x.n <> x.winner
	UNION ALL
	SELECT l.cid, l.n, l.address, l.is_primary, NULL, 'u', h.uid,
		'the mail address "' || l.address || '" is what "' || l.login || '" logs in with:'
	FROM login l
	JOIN prov.users h ON h.cid = l.cid AND h.login = l.login AND h.uid <> l.uid
	LEFT JOIN prov.stage_diff x ON x.cid = h.cid AND x.run = $1::uuid AND x.uid = h.uid
	LEFT JOIN prov.stage_user o ON o.cid = x.cid AND o.run = x.run AND o.n = x.n
	WHERE (x.kind = 'd' OR (x.kind = 'c' AND x.reject IS NULL AND o.login <> l.login)) IS NOT TRUE
	UNION ALL
	SELECT l.cid, l.n, l.address, l.is_primary, o.n, NULL, NULL,
		'the mail address "' || l.address || '" is what "' || l.login || '" logs in with:'
	FROM login l
	JOIN want o ON o.cid = l.cid AND o.login = l.login AND o.uid <> l.uid
)
INSERT INTO prov.stage_left_out (cid, run, n, kind, source_key, name, dn, field, why, keeps, address, winner,
	holder_kind, holder)
SELECT b.cid, $1::uuid, b.n, 'u', s.source_key, s.name, s.dn, CASE WHEN b.is_primary THEN 'mail' ELSE 'aliases' END,
	b.why, false, b.address, b.winner, b.holder_kind, b.holder
FROM (SELECT DISTINCT ON (cid, n, address) * FROM bad
	ORDER BY cid, n, address, winner NULLS FIRST, why, holder) b
JOIN prov.stage_user s ON s.cid = b.cid AND s.run = $1::uuid AND s.n = b.n
