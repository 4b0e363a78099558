-- Rejects entries whose login name somebody else keeps: a user who is not being renamed in this run, or another entry,
-- of a user who is known rather than of a new one, of the one that was read first rather than of a later one; and those
-- who would log in with an address of another user who keeps it, or of a group or resource (the name at a mapping of the
-- context, U7), unless they do already. Run again as long as a rename is rejected: it keeps its name.
-- kind: n new, c changed, m missing, d to be deleted, u user
WITH want AS (
	SELECT d.cid, d.uid, d.kind, s.n, s.login, u.login IS NOT DISTINCT FROM s.login AS has_it
	FROM prov.stage_diff d
	JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
	LEFT JOIN prov.users u ON d.kind = 'c' AND u.cid = d.cid AND u.uid = d.uid
	WHERE d.run = $1::uuid AND d.kind IN ('n', 'c') AND d.reject IS NULL
), twice AS (
	SELECT hashtextextended(login, cid) AS hash FROM want
	GROUP BY hashtextextended(login, cid) HAVING count(*) > 1
), logs_in AS MATERIALIZED (
	SELECT w.cid, w.uid, w.login, w.login || '@' || m.name AS address
	FROM want w JOIN prov.login_name m ON m.cid = w.cid
	WHERE NOT w.has_it
), claimed AS MATERIALIZED (
	SELECT w.cid, w.uid, w.login, a.address, a.kind, a.owner
	FROM logs_in w
	JOIN prov.address a ON a.cid = w.cid AND a.address = w.address AND NOT (a.kind = 'u' AND a.owner = w.uid)
), bad AS (
	SELECT w.cid, w.uid, 1 AS nth, NULL::bigint AS winner, 'u'::"char" AS holder_kind, h.uid AS holder,
		'the name "' || w.login || '" belongs to' AS why
	FROM want w JOIN prov.users h ON h.cid = w.cid AND h.login = w.login AND h.uid <> w.uid
	LEFT JOIN prov.stage_diff x ON x.cid = h.cid AND x.run = $1::uuid AND x.uid = h.uid
	LEFT JOIN prov.stage_user o ON o.cid = x.cid AND o.run = x.run AND o.n = x.n
	WHERE NOT w.has_it AND (x.kind = 'd' OR (x.kind = 'c' AND x.reject IS NULL AND o.login <> w.login)) IS NOT TRUE
	UNION ALL
	SELECT x.cid, x.uid, 2, x.winner, NULL, NULL, 'the name "' || x.login || '" belongs to'
	FROM (SELECT w.cid, w.uid, w.n, w.login, first_value(w.n) OVER (PARTITION BY w.cid, w.login
			ORDER BY w.has_it DESC, w.kind, w.n) AS winner
		FROM want w JOIN twice t ON t.hash = hashtextextended(w.login, w.cid)) x
	WHERE x.n <> x.winner
	UNION ALL
	SELECT c.cid, c.uid, 3, NULL, c.kind, c.owner,
		'the mail address "' || c.address || '" is what "' || c.login || '" logs in with, and belongs to'
	FROM claimed c
	LEFT JOIN prov.stage_diff x ON c.kind = 'u' AND x.cid = c.cid AND x.run = $1::uuid AND x.uid = c.owner
	LEFT JOIN prov.stage_user o ON o.cid = x.cid AND o.run = x.run AND o.n = x.n
	LEFT JOIN prov.stage_left_out l ON l.cid = x.cid AND l.run = x.run AND l.n = x.n AND l.address = o.address
	WHERE (x.kind = 'd' OR (x.kind = 'c' AND x.reject IS NULL AND l.n IS NULL
		AND c.address = ANY (o.addresses) IS NOT TRUE)) IS NOT TRUE
)
UPDATE prov.stage_diff d SET reject = b.why, winner = b.winner, holder_kind = b.holder_kind, holder = b.holder
FROM (SELECT DISTINCT ON (cid, uid) cid, uid, winner, holder_kind, holder, why FROM bad
	ORDER BY cid, uid, nth, why, holder) b
WHERE d.cid = b.cid AND d.run = $1::uuid AND d.uid = b.uid
