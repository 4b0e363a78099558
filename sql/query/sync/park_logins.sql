-- Renames may swap names: those who are renamed let go of theirs first.
-- kind: c changed
UPDATE prov.users u SET login = chr(1) || u.uid::text
FROM prov.stage_diff d
JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
WHERE d.run = $1::uuid AND d.kind = 'c' AND d.reject IS NULL
	AND u.cid = d.cid AND u.uid = d.uid AND u.login <> s.login
