-- U7: a context name and its mappings are one name space with the ids of others.
SELECT 'login name ' || l.name FROM prov.login_name l JOIN prov.context c ON c.cid::text = l.name
WHERE l.cid <> c.cid
