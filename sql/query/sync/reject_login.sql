-- Rejects entries whose login name somebody else keeps: a user who is not being renamed in this run, or an entry
-- that was read before; and those who would log in with an address of another user who keeps it, or of a group or
-- resource (the name at a mapping of the context, U7), unless they do already. Run again as long as a rename is rejected: it keeps its name.
-- kind: n new, c changed, m missing, d to be deleted, u user
WITH want AS (
	SELECT d.cid, d.uid, d.kind, s.n, s.login
	FROM prov.stage_diff d
	JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
	WHERE d.run = $1::uuid AND d.kind IN ('n', 'c') AND d.reject IS NULL
), twice AS (
	SELECT hashtextextended(login, cid) AS hash FROM want
	GROUP BY hashtextextended(login, cid) HAVING count(*) > 1
), claimed AS MATERIALIZED (
	SELECT w.cid, w.uid, w.login, a.address, a.kind, a.owner
	FROM want w
	JOIN prov.login_name m ON m.cid = w.cid
	JOIN prov.address a ON a.cid = w.cid AND a.address = w.login || '@' || m.name
		AND NOT (a.kind = 'u' AND a.owner = w.uid)
	LEFT JOIN prov.users u ON u.cid = a.cid AND u.uid = w.uid
	WHERE u.login IS DISTINCT FROM w.login
), bad AS (
	SELECT w.cid, w.uid, true AS by_name, 'the name "' || w.login || '" belongs to user ' || h.uid
		|| CASE WHEN x.kind = 'm' OR (x.kind IS NULL AND h.missing_since IS NOT NULL)
			THEN ', who is missing in the directory' ELSE '' END AS why
	FROM want w JOIN prov.users h ON h.cid = w.cid AND h.login = w.login AND h.uid <> w.uid
	LEFT JOIN prov.stage_diff x ON x.cid = h.cid AND x.run = $1::uuid AND x.uid = h.uid
	LEFT JOIN prov.stage_user o ON o.cid = x.cid AND o.run = x.run AND o.n = x.n
	WHERE (x.kind = 'd' OR (x.kind = 'c' AND x.reject IS NULL AND o.login <> w.login)) IS NOT TRUE
	UNION ALL
	SELECT x.cid, x.uid, true, 'the name "' || x.login || '" is that of another entry, too'
	FROM (SELECT w.cid, w.uid, w.login, row_number() OVER (PARTITION BY w.cid, w.login
			ORDER BY (u.login IS NOT DISTINCT FROM w.login) DESC, w.n) AS nth
		FROM want w JOIN twice t ON t.hash = hashtextextended(w.login, w.cid)
		LEFT JOIN prov.users u ON u.cid = w.cid AND u.uid = w.uid) x
	WHERE x.nth > 1
	UNION ALL
	SELECT c.cid, c.uid, false, 'the mail address "' || c.address || '" is what "' || c.login || '" logs in with'
	FROM claimed c
	LEFT JOIN prov.stage_diff x ON c.kind = 'u' AND x.cid = c.cid AND x.run = $1::uuid AND x.uid = c.owner
	LEFT JOIN prov.stage_user o ON o.cid = x.cid AND o.run = x.run AND o.n = x.n
	WHERE (x.kind = 'd' OR (x.kind = 'c' AND x.reject IS NULL AND c.address = ANY (o.addresses) IS NOT TRUE))
		IS NOT TRUE
)
UPDATE prov.stage_diff d SET reject = b.why
FROM (SELECT cid, uid, coalesce(min(why) FILTER (WHERE by_name), min(why)) AS why FROM bad GROUP BY cid, uid) b
WHERE d.cid = b.cid AND d.run = $1::uuid AND d.uid = b.uid
