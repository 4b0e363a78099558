-- Takes over local users with the same login name, each for one entry; never the admin.
-- kind: n new, c changed
UPDATE prov.stage_diff d SET uid = x.uid, kind = 'c'
FROM (
	SELECT DISTINCT ON (u.cid, u.uid) u.cid, u.uid, n.n
	FROM prov.stage_diff n
	JOIN prov.stage_user s ON s.cid = n.cid AND s.run = n.run AND s.n = n.n
	JOIN prov.users u ON u.cid = n.cid AND u.login = s.login
	WHERE n.run = $1::uuid AND n.kind = 'n' AND u.source IS NULL AND u.uid <> 2
	ORDER BY u.cid, u.uid, s.n
) x
WHERE d.run = $1::uuid AND d.kind = 'n' AND d.cid = x.cid AND d.n = x.n
