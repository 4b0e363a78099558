-- Who of the staged users wants a name or ($2: they have to be unique) a display name that somebody has.
SELECT s.n, l.cid IS NOT NULL, d.cid IS NOT NULL
FROM prov.stage_user s
LEFT JOIN prov.users l ON l.cid = s.cid AND l.login = s.login
LEFT JOIN (SELECT DISTINCT o.cid, o.display_name FROM prov.users o
	JOIN prov.stage_user w ON w.cid = o.cid AND w.display_name = o.display_name
	WHERE $2::bool AND w.run = $1::uuid AND o.uid <> 2) d ON d.cid = s.cid AND d.display_name = s.display_name
WHERE s.run = $1::uuid AND (l.cid IS NOT NULL OR d.cid IS NOT NULL)
