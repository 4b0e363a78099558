-- U3: the primary address is among the aliases.
SELECT 'user ' || u.uid || ' in context ' || u.cid FROM prov.users u
WHERE u.mail IS NOT NULL AND NOT u.mail = ANY (u.aliases)
