-- Who of the staged users would log in with an address of somebody else (U7), and which.
SELECT s.n, min(x.address)
FROM prov.stage_user s
JOIN prov.login_name m ON m.cid = s.cid
JOIN prov.address x ON x.cid = s.cid AND x.address = s.login || '@' || m.name
WHERE s.run = $1::uuid
GROUP BY s.n
