-- Takes over local users with the same login name; never the admin.
UPDATE prov.stage_diff d SET uid = u.uid, kind = 'c'
FROM prov.stage_user s, prov.users u
WHERE d.run = $1::uuid AND d.kind = 'n' AND s.cid = d.cid AND s.run = d.run AND s.n = d.n
	AND u.cid = d.cid AND u.login = coalesce(s.login, s.name) AND u.source IS NULL AND u.uid <> 2
