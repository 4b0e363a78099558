-- E2: the change log holds no password hash.
SELECT 'change ' || l.seq || ' of context ' || l.cid FROM prov.change_log l
WHERE l.after::text LIKE '%{CRYPT}$%' OR l.before::text LIKE '%{CRYPT}$%'
