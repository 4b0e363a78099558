-- Groups of a run in their contexts (fixed, or those of their members) against those of source $2. What
-- was not staged has to be proved gone (m missing; d to be purged, after the grace of $3 days, missing since run
-- $4 at the latest, and not in the directory, out of the source), or to be elsewhere: e, missing here, and without
-- members; so is a missing one that is read again, but has no members here.
-- kind: n new, c changed, m missing, d to be deleted, e missing, without members, s the same, g group
WITH placed AS (
	SELECT p.cid, p.n, p.source_key, p.name, p.display_name, p.mail, coalesce(p.login, p.name) AS login
	FROM prov.stage_group p WHERE p.run = $1::uuid AND p.cid > 0 AND p.reject IS NULL
	UNION ALL
	SELECT m.cid, p.n, p.source_key, p.name, p.display_name, p.mail, coalesce(p.login, p.name)
	FROM prov.stage_group p
	JOIN (SELECT DISTINCT s.cid, t.root
		FROM prov.stage_nest t JOIN prov.stage_member s ON s.run = t.run AND s.n = t.at
		WHERE t.run = $1::uuid) m ON m.root = coalesce(p.ring, p.n)
	WHERE p.run = $1::uuid AND p.cid = 0 AND p.reject IS NULL
), held AS MATERIALIZED (
	SELECT o.cid, o.gid, o.source_key, o.name, o.display_name, o.mail, o.login, o.missing_since,
		o.missing_since <= now() - make_interval(days => $3::int) AND o.missing_run <= $4::bigint AS is_over,
		EXISTS (SELECT 1 FROM prov.stage_gone p WHERE p.cid = o.cid AND p.run = $1::uuid
			AND p.kind = 'g' AND p.id = o.gid AND p.proven) AS is_gone,
		EXISTS (SELECT 1 FROM prov.stage_gone p WHERE p.cid = o.cid AND p.run = $1::uuid
			AND p.kind = 'g' AND p.id = o.gid AND p.place IS NOT NULL) AS is_out,
		o.missing_since IS NULL OR EXISTS (SELECT 1 FROM prov.member m
			WHERE m.cid = o.cid AND m.gid = o.gid) AS is_here
	FROM prov.groups o WHERE o.source = $2::text
)
INSERT INTO prov.stage_group_diff (cid, run, gid, n, kind)
SELECT c.cid, $1::uuid,
	coalesce(t.gid, c.next_gid - 1 + row_number() OVER
		(PARTITION BY c.cid, t.gid IS NULL ORDER BY t.login COLLATE "C")), t.n, t.kind
FROM (
	SELECT coalesce(s.cid, g.cid) AS cid, g.gid, s.n, coalesce(s.login, g.login) AS login,
		CASE WHEN g.gid IS NULL THEN 'n'::"char"
			WHEN s.n IS NULL AND g.is_over AND NOT g.is_out THEN 'd'::"char"
			WHEN s.n IS NULL AND EXISTS (SELECT 1 FROM prov.stage_group e
				WHERE e.run = $1::uuid AND e.source_key = g.source_key) THEN 'e'::"char"
			WHEN s.n IS NULL THEN 'm'::"char"
			WHEN g.missing_since IS NOT NULL OR (g.name, g.display_name, g.mail)
				IS DISTINCT FROM (s.name, s.display_name, s.mail)
			THEN 'c'::"char" ELSE 's'::"char" END AS kind
	FROM placed s
	FULL JOIN held g ON g.cid = s.cid AND g.source_key = s.source_key
	WHERE s.n IS NOT NULL
		OR (g.is_gone AND (g.missing_since IS NULL OR NOT g.is_out))
		OR ((g.is_here OR g.is_over)
			AND EXISTS (SELECT 1 FROM prov.stage_group e
				WHERE e.run = $1::uuid AND e.source_key = g.source_key)
			AND NOT EXISTS (SELECT 1 FROM prov.stage_group r WHERE r.run = $1::uuid
				AND r.reject IS NOT NULL AND r.source_key = g.source_key))
) t
JOIN prov.context c ON c.cid = t.cid
