-- As suspect_rekeyed.sql, for groups that were missing before, by name.
-- kind: g group
INSERT INTO prov.stage_gone (cid, run, kind, id, source_key, proven)
SELECT o.cid, $1::uuid, 'g', o.gid, o.source_key, false
FROM prov.groups o
LEFT JOIN prov.stage_gone g ON g.cid = o.cid AND g.run = $1::uuid AND g.kind = 'g' AND g.id = o.gid
WHERE o.source = $2::text AND o.missing_since IS NOT NULL AND g.id IS NULL AND EXISTS (SELECT 1 FROM prov.stage_group s
	WHERE s.run = $1::uuid AND s.reject IS NULL AND coalesce(s.login, s.name) = o.login AND s.cid IN (0, o.cid)
		AND s.source_key <> o.source_key)
