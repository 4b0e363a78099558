-- U6: passwords are stored as hashes with a scheme tag.
SELECT 'user ' || u.uid || ' in context ' || u.cid FROM prov.users u
WHERE u.password IS NOT NULL AND u.password !~ '^\{[A-Z0-9-]+\}.{8,}'
UNION ALL SELECT 'master ' || m.name FROM prov.master m WHERE m.password !~ '^\{[A-Z0-9-]+\}.{8,}'
