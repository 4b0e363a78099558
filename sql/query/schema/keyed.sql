-- Is there what SOGo finds users by, since it is used?
SELECT to_regclass('prov.sogo_key') IS NOT NULL
