-- C1: every login name belongs to a context and is in lower case.
SELECT 'login name ' || l.name FROM prov.login_name l LEFT JOIN prov.context c ON c.cid = l.cid
WHERE l.name <> lower(l.name) OR c.cid IS NULL
