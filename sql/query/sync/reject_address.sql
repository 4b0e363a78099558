-- Rejects entries with a mail address that somebody else keeps, as reject_login.sql does for names.
-- Hashes find what is suspected of coming twice; the window decides.
-- kind: n new, c changed, m missing, d to be deleted, u user, g group
WITH want AS (
	SELECT d.cid, d.uid, s.n, a.address
	FROM prov.stage_diff d
	JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
	CROSS JOIN LATERAL unnest(s.addresses) AS a(address)
	WHERE d.run = $1::uuid AND d.kind IN ('n', 'c') AND d.reject IS NULL
), twice AS (
	SELECT hashtextextended(address, cid) AS hash FROM want
	GROUP BY hashtextextended(address, cid) HAVING count(*) > 1
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
)
UPDATE prov.stage_diff d SET reject = b.why
FROM (SELECT cid, uid, min(why) AS why FROM bad GROUP BY cid, uid) b
WHERE d.cid = b.cid AND d.run = $1::uuid AND d.uid = b.uid
