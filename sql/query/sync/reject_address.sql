-- Rejects entries with a mail address that somebody else keeps, as reject_login.sql does for names; and those with an
-- address that another user logs in with (its name at a mapping of the context, U7), unless they have it already.
-- Hashes find what is suspected of coming twice; the window decides.
-- kind: n new, c changed, m missing, d to be deleted, u user, g group
WITH want AS (
	SELECT d.cid, d.uid, s.n, s.login, a.address
	FROM prov.stage_diff d
	JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
	CROSS JOIN LATERAL unnest(s.addresses) AS a(address)
	WHERE d.run = $1::uuid AND d.kind IN ('n', 'c') AND d.reject IS NULL
), twice AS (
	SELECT hashtextextended(address, cid) AS hash FROM want
	GROUP BY hashtextextended(address, cid) HAVING count(*) > 1
), login AS MATERIALIZED (
	SELECT w.cid, w.uid, w.address, split_part(w.address, '@', 1) AS login
	FROM want w
	JOIN prov.login_name m ON m.cid = w.cid AND m.name = split_part(w.address, '@', 2)
	LEFT JOIN prov.address h ON h.cid = w.cid AND h.address = w.address AND h.kind = 'u' AND h.owner = w.uid
	WHERE split_part(w.address, '@', 1) <> w.login AND h.cid IS NULL
), bad AS (
	SELECT w.cid, w.uid, 'the mail address "' || w.address || '" belongs to '
		|| CASE WHEN h.kind = 'u' THEN 'user ' WHEN h.kind = 'g' THEN 'group ' ELSE 'resource ' END
		|| h.owner
		|| CASE WHEN x.kind = 'm' OR (x.kind IS NULL AND u.missing_since IS NOT NULL)
			THEN ', who is missing in the directory' ELSE '' END AS why
	FROM want w
	JOIN prov.address h ON h.cid = w.cid AND h.address = w.address AND NOT (h.kind = 'u' AND h.owner = w.uid)
	LEFT JOIN prov.stage_diff x ON h.kind = 'u' AND x.cid = h.cid AND x.run = $1::uuid AND x.uid = h.owner
	LEFT JOIN prov.stage_user o ON o.cid = x.cid AND o.run = x.run AND o.n = x.n
	LEFT JOIN prov.users u ON h.kind = 'u' AND u.cid = h.cid AND u.uid = h.owner
	WHERE (x.kind = 'd' OR (x.kind = 'c' AND x.reject IS NULL AND w.address = ANY (o.addresses) IS NOT TRUE))
		IS NOT TRUE
	UNION ALL
	SELECT x.cid, x.uid, 'the mail address "' || x.address || '" is that of another entry, too'
	FROM (SELECT w.cid, w.uid, w.address, row_number() OVER (PARTITION BY w.cid, w.address
			ORDER BY (h.owner IS NOT NULL) DESC, w.n) AS nth
		FROM want w JOIN twice t ON t.hash = hashtextextended(w.address, w.cid)
		LEFT JOIN prov.address h ON h.cid = w.cid AND h.address = w.address AND h.kind = 'u'
			AND h.owner = w.uid) x
	WHERE x.nth > 1
	UNION ALL
	SELECT l.cid, l.uid, 'the mail address "' || l.address || '" is what "' || l.login || '" logs in with'
	FROM (SELECT l.cid, l.uid, l.address, l.login
		FROM login l
		JOIN prov.users h ON h.cid = l.cid AND h.login = l.login AND h.uid <> l.uid
		LEFT JOIN prov.stage_diff x ON x.cid = h.cid AND x.run = $1::uuid AND x.uid = h.uid
		LEFT JOIN prov.stage_user o ON o.cid = x.cid AND o.run = x.run AND o.n = x.n
		WHERE (x.kind = 'd' OR (x.kind = 'c' AND x.reject IS NULL AND o.login <> l.login)) IS NOT TRUE
		UNION ALL
		SELECT l.cid, l.uid, l.address, l.login
		FROM login l
		JOIN prov.stage_user o ON o.cid = l.cid AND o.run = $1::uuid AND o.login = l.login
		JOIN prov.stage_diff x ON x.cid = o.cid AND x.run = o.run AND x.n = o.n AND x.uid <> l.uid
			AND x.kind IN ('n', 'c') AND x.reject IS NULL) l
)
UPDATE prov.stage_diff d SET reject = b.why
FROM (SELECT cid, uid, min(why) AS why FROM bad GROUP BY cid, uid) b
WHERE d.cid = b.cid AND d.run = $1::uuid AND d.uid = b.uid
