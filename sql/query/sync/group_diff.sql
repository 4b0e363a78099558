-- Groups of a run in their contexts (fixed, or those of their members) against those of source $2. Who
-- was not staged has to be proved gone, or to be elsewhere.
INSERT INTO prov.stage_group_diff (cid, run, gid, n, kind)
SELECT t.cid, $1::uuid,
	coalesce(t.gid, c.next_gid - 1 + row_number() OVER
		(PARTITION BY t.cid, t.gid IS NULL ORDER BY t.login COLLATE "C")), t.n, t.kind
FROM (
	SELECT coalesce(s.cid, g.cid) AS cid, g.gid, s.n, coalesce(s.login, g.login) AS login,
		CASE WHEN g.gid IS NULL THEN 'n'::"char" WHEN s.n IS NULL THEN 'm'::"char"
			WHEN (g.name, g.display_name, g.mail)
				IS DISTINCT FROM (s.name, s.display_name, s.mail)
			THEN 'c'::"char" ELSE 's'::"char" END AS kind
	FROM (
		SELECT p.cid, p.n, p.source_key, p.name, p.display_name, p.mail,
			coalesce(p.login, p.name) AS login
		FROM prov.stage_group p WHERE p.run = $1::uuid AND p.cid > 0 AND p.reject IS NULL
		UNION ALL
		SELECT m.cid, p.n, p.source_key, p.name, p.display_name, p.mail, coalesce(p.login, p.name)
		FROM prov.stage_group p
		JOIN (SELECT DISTINCT s.cid, t.root
			FROM prov.stage_nest t JOIN prov.stage_member s ON s.run = t.run AND s.n = t.at
			WHERE t.run = $1::uuid AND t.cid = 0) m ON m.root = p.n
		WHERE p.run = $1::uuid AND p.cid = 0 AND p.reject IS NULL
	) s
	FULL JOIN (SELECT cid, gid, source_key, name, display_name, mail, login
		FROM prov.groups WHERE source = $2::text) g
		ON g.cid = s.cid AND g.source_key = s.source_key
	WHERE s.n IS NOT NULL
		OR EXISTS (SELECT FROM prov.stage_gone p WHERE p.cid = g.cid AND p.run = $1::uuid
			AND p.kind = 'g' AND p.id = g.gid AND p.proven)
		OR (EXISTS (SELECT FROM prov.stage_group e
				WHERE e.run = $1::uuid AND e.source_key = g.source_key)
			AND NOT EXISTS (SELECT FROM prov.stage_group r WHERE r.run = $1::uuid
				AND r.reject IS NOT NULL AND r.source_key = g.source_key))
) t
JOIN prov.context c ON c.cid = t.cid
