-- P1: as many contexts refer to a record as its row says.
SELECT p.kind || ' ' || p.id FROM prov.placement p
LEFT JOIN (
	SELECT 'filestore' AS kind, filestore_id AS id, count(*) AS n FROM prov.context GROUP BY filestore_id
	UNION ALL SELECT 'database', database_id, count(*) FROM prov.context GROUP BY database_id
) c ON c.kind = p.kind AND c.id = p.id
WHERE p.contexts <> coalesce(c.n, 0)
