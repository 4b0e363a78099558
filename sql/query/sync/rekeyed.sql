-- New entries that want the login name or primary address of a user of source $2 who is missing since
-- yesterday, or would be now: how many, by context.
-- kind: n new, m missing, u user
WITH want AS (
	SELECT d.cid, d.uid, s.login, s.address
	FROM prov.stage_diff d
	JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
	WHERE d.run = $1::uuid AND d.kind = 'n'
), holder AS (
	SELECT w.cid, w.uid, u.uid AS owner FROM want w JOIN prov.users u ON u.cid = w.cid AND u.login = w.login
	WHERE u.source = $2::text
	UNION
	SELECT w.cid, w.uid, u.uid
	FROM want w
	JOIN prov.address a ON a.cid = w.cid AND a.address = w.address AND a.kind = 'u'
	JOIN prov.users u ON u.cid = a.cid AND u.uid = a.owner
	WHERE u.source = $2::text
)
SELECT h.cid, count(DISTINCT h.uid)
FROM holder h
JOIN prov.users u ON u.cid = h.cid AND u.uid = h.owner
LEFT JOIN prov.stage_diff m ON m.cid = u.cid AND m.run = $1::uuid AND m.uid = u.uid AND m.kind = 'm'
WHERE m.uid IS NOT NULL OR u.missing_since > now() - interval '1 day'
GROUP BY h.cid
ORDER BY h.cid
