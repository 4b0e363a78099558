-- Entries that were staged as rejected; conflicts are in changes.sql and group_changes.sql.
SELECT 'reject', 'user', NULL, s.name, s.dn, s.reject
FROM prov.stage_user s WHERE s.run = $1::uuid AND s.cid = 0
UNION ALL
SELECT 'reject', 'group', NULL, g.name, g.dn, g.reject
FROM prov.stage_group g WHERE g.run = $1::uuid AND g.reject IS NOT NULL
