-- U3: the primary address is stored as servers search for it, and is claimed in that form. What that
-- form is can be told here for ASCII only.
-- kind: u user
SELECT 'user ' || u.uid || ' in context ' || u.cid
FROM prov.users u LEFT JOIN prov.address a ON a.cid = u.cid AND a.address = u.address AND a.kind = 'u'
	AND a.owner = u.uid
WHERE (u.mail IS NOT NULL AND a.cid IS NULL) OR (u.mail IS NULL AND u.address IS NOT NULL)
	OR (u.mail ~ '^[!-~]+$' AND u.address <> lower(u.mail))
