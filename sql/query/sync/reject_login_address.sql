-- Rejects entries with an address that another user logs in with (its name at a mapping of the context, U7), and
-- those with a name that would be such an address of a user who keeps it. What somebody has already is not
-- looked at. As reject_login.sql, run until no row changes.
-- kind: n new, c changed, d to be deleted, u user
WITH want AS MATERIALIZED (
	SELECT d.cid, d.uid, s.login, s.addresses
	FROM prov.stage_diff d
	JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
	WHERE d.run = $1::uuid AND d.kind IN ('n', 'c') AND d.reject IS NULL
), fresh AS MATERIALIZED (
	SELECT w.cid, w.uid, a.address, split_part(a.address, '@', 1) AS login
	FROM want w CROSS JOIN LATERAL unnest(w.addresses) a(address)
	JOIN prov.login_name m ON m.cid = w.cid AND m.name = split_part(a.address, '@', 2)
	LEFT JOIN prov.address h ON h.cid = w.cid AND h.address = a.address AND h.kind = 'u' AND h.owner = w.uid
	WHERE split_part(a.address, '@', 1) <> w.login AND h.cid IS NULL
), bad AS (
	SELECT f.cid, f.uid, f.address, h.login
	FROM fresh f
	JOIN prov.users h ON h.cid = f.cid AND h.login = f.login AND h.uid <> f.uid
	LEFT JOIN want o ON o.cid = h.cid AND o.uid = h.uid AND o.login <> h.login
	LEFT JOIN prov.stage_diff x ON x.cid = h.cid AND x.run = $1::uuid AND x.uid = h.uid AND x.kind = 'd'
	WHERE o.cid IS NULL AND x.cid IS NULL
	UNION ALL
	SELECT f.cid, f.uid, f.address, o.login
	FROM fresh f JOIN want o ON o.cid = f.cid AND o.login = f.login AND o.uid <> f.uid
	UNION ALL
	SELECT w.cid, w.uid, h.address, w.login
	FROM want w
	JOIN prov.login_name m ON m.cid = w.cid
	JOIN prov.address h ON h.cid = w.cid AND h.address = w.login || '@' || m.name AND h.kind = 'u'
		AND h.owner <> w.uid
	LEFT JOIN prov.users u ON u.cid = h.cid AND u.uid = w.uid
	LEFT JOIN want o ON o.cid = h.cid AND o.uid = h.owner AND h.address <> ALL (o.addresses)
	LEFT JOIN prov.stage_diff x ON x.cid = h.cid AND x.run = $1::uuid AND x.uid = h.owner AND x.kind = 'd'
	WHERE u.login IS DISTINCT FROM w.login AND o.cid IS NULL AND x.cid IS NULL
)
UPDATE prov.stage_diff d SET reject = b.why
FROM (SELECT cid, uid, min('the mail address "' || address || '" is what "' || login || '" logs in with') AS why
	FROM bad GROUP BY cid, uid) b
WHERE d.cid = b.cid AND d.run = $1::uuid AND d.uid = b.uid
