-- C1: every login name belongs to a context and is in lower case.
SELECT 'login name ' || l.name FROM prov.login_name l
WHERE l.name <> lower(l.name) OR NOT EXISTS (SELECT FROM prov.context c WHERE c.cid = l.cid)
