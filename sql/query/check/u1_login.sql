-- U1: login is the user name in lower case.
SELECT 'user ' || u.uid || ' in context ' || u.cid FROM prov.users u WHERE u.login <> lower(u.name)
