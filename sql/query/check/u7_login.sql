-- U7: no address is what another user logs in with: its name at a mapping of the context.
-- kind: u user, g group, r resource
SELECT CASE WHEN a.kind = 'u' THEN 'user ' WHEN a.kind = 'g' THEN 'group ' ELSE 'resource ' END || a.owner
	|| ' in context ' || a.cid
FROM prov.address a
JOIN prov.login_name m ON m.cid = a.cid AND m.name = split_part(a.address, '@', 2)
JOIN prov.users o ON o.cid = a.cid AND o.login = split_part(a.address, '@', 1)
WHERE NOT (a.kind = 'u' AND o.uid = a.owner)
