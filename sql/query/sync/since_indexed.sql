-- Are users found by the key of their entry?
SELECT to_regclass('prov.users_key') IS NOT NULL
