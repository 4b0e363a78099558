-- An address of the context that another one of its users logs in with, now that the names $2 are mappings (U7):
-- the address, the user who logs in, and whose address it is. No row: there is none.
-- kind: u user, g group, r resource
SELECT a.address, o.name, CASE WHEN a.kind = 'u' THEN 'user ' WHEN a.kind = 'g' THEN 'group '
	ELSE 'resource ' END || a.owner::text
FROM prov.address a JOIN prov.users o ON o.cid = a.cid AND o.login = split_part(a.address, '@', 1)
WHERE a.cid = $1::int AND o.cid = $1::int AND split_part(a.address, '@', 2) = ANY ($2::text[])
	AND NOT (a.kind = 'u' AND a.owner = o.uid)
ORDER BY a.address LIMIT 1
