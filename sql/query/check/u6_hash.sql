-- U6: the password of the master admin is stored as a hash with a scheme tag; those of users are in user.sql.
SELECT 'master ' || m.name FROM prov.master m WHERE m.password !~ '^\{[A-Z0-9-]+\}.{8,}'
