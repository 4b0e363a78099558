-- C6: the catch-all of a domain is a user of the context, and the domain is one of its mappings.
SELECT 'catch-all of ' || k.domain || ' in context ' || k.cid
FROM prov.catchall k
LEFT JOIN prov.users u ON u.cid = k.cid AND u.uid = k.uid
LEFT JOIN prov.login_name n ON n.name = k.domain AND n.cid = k.cid
WHERE u.cid IS NULL OR n.cid IS NULL OR strpos(k.domain, '.') = 0
