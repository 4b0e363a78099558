-- The plan for those whose entry cannot be taken, but says that they are disabled; as changes.sql.
SELECT 'disable', 'user', u.cid::text, u.name, u.source_dn, 'enabled: true -> false'
FROM prov.stage_lock l JOIN prov.users u ON u.cid = l.cid AND u.uid = l.uid
WHERE l.run = $1::uuid
ORDER BY u.cid, u.uid
