-- What source $2 has of its groups: of those that were staged only what differs is written.
-- form: tag: its rows are not counted
INSERT INTO prov.sync_group (source, source_key, number, hash, dn)
SELECT $2::text, s.source_key, s.number, s.hash, s.dn
FROM (SELECT DISTINCT ON (g.source_key) g.source_key, g.number, g.hash, coalesce(g.dn_norm, g.dn) AS dn
	FROM prov.stage_group g WHERE g.run = $1::uuid AND g.source_key IS NOT NULL
	ORDER BY g.source_key, g.n DESC) s
LEFT JOIN prov.sync_group o ON o.source = $2::text AND o.source_key = s.source_key
WHERE (o.number, o.hash, o.dn) IS DISTINCT FROM (s.number, s.hash, s.dn)
ON CONFLICT (source, source_key) DO UPDATE SET number = excluded.number, hash = excluded.hash, dn = excluded.dn
