-- As suspect_users.sql, for groups. A missing one whose name or address another one wants is looked up, too:
-- it need not wait.
-- kind: g group
INSERT INTO prov.stage_gone (cid, run, kind, id, source_key, proven)
SELECT g.cid, $1::uuid, 'g', g.gid, g.source_key, false
FROM (SELECT o.cid, o.gid, o.source_key, o.login, o.missing_since, ARRAY(
		SELECT a.address FROM prov.address a
		WHERE a.cid = o.cid AND a.kind = 'g' AND a.owner = o.gid) AS addresses
	FROM prov.groups o WHERE o.source = $2::text AND o.source_key IS NOT NULL) g
WHERE (g.missing_since IS NULL OR g.missing_since <= now() - make_interval(days => $3::int)
		OR EXISTS (SELECT 1 FROM prov.stage_group w
			WHERE w.run = $1::uuid AND w.reject IS NULL AND w.cid IN (0, g.cid) AND w.source_key <> g.source_key
			AND (coalesce(w.login, w.name) = g.login OR coalesce(w.address, w.mail) = ANY (g.addresses))))
	AND NOT EXISTS (SELECT 1 FROM prov.stage_group s WHERE s.run = $1::uuid AND s.source_key = g.source_key)
