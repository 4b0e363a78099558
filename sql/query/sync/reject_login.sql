-- Rejects entries whose login name somebody else keeps: a user who is not being renamed in this
-- run, or an entry that was read before. Run until no row changes: a rejected rename keeps its name.
-- kind: n new, c changed, m missing, d to be deleted
WITH want AS (
	SELECT d.cid, d.uid, d.kind, s.n, s.login
	FROM prov.stage_diff d
	JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
	WHERE d.run = $1::uuid AND d.kind IN ('n', 'c') AND d.reject IS NULL
), twice AS (
	SELECT hashtextextended(login, cid) AS hash FROM want
	GROUP BY hashtextextended(login, cid) HAVING count(*) > 1
), bad AS (
	SELECT w.cid, w.uid, 'the name "' || w.login || '" belongs to user ' || h.uid
		|| CASE WHEN x.kind = 'm' OR (x.kind IS NULL AND h.missing_since IS NOT NULL)
			THEN ', who is missing in the directory' ELSE '' END AS why
	FROM want w JOIN prov.users h ON h.cid = w.cid AND h.login = w.login AND h.uid <> w.uid
	LEFT JOIN prov.stage_diff x ON x.cid = h.cid AND x.run = $1::uuid AND x.uid = h.uid
	WHERE NOT EXISTS (SELECT 1 FROM want o WHERE o.cid = h.cid AND o.uid = h.uid AND o.login <> w.login)
		AND x.kind IS DISTINCT FROM 'd'
	UNION ALL
	SELECT x.cid, x.uid, 'the name "' || x.login || '" is that of another entry, too'
	FROM (SELECT w.cid, w.uid, w.login, row_number() OVER (PARTITION BY w.cid, w.login
			ORDER BY (u.login IS NOT DISTINCT FROM w.login) DESC, w.n) AS nth
		FROM want w JOIN twice t ON t.hash = hashtextextended(w.login, w.cid)
		LEFT JOIN prov.users u ON u.cid = w.cid AND u.uid = w.uid) x
	WHERE x.nth > 1
)
UPDATE prov.stage_diff d SET reject = b.why
FROM (SELECT cid, uid, min(why) AS why FROM bad GROUP BY cid, uid) b
WHERE d.cid = b.cid AND d.run = $1::uuid AND d.uid = b.uid
