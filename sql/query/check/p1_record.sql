-- P1: what a context refers to is registered.
SELECT 'context ' || c.cid FROM prov.context c
LEFT JOIN prov.placement f ON f.kind = 'filestore' AND f.id = c.filestore_id
LEFT JOIN prov.placement d ON d.kind = 'database' AND d.id = c.database_id
WHERE (c.filestore_id IS NOT NULL AND f.id IS NULL) OR (c.database_id IS NOT NULL AND d.id IS NULL)
