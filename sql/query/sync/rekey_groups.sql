-- As rekey_users.sql, for groups, which belong together by name. One that has its members in several contexts is in
-- each of them.
-- kind: g group
WITH stored AS MATERIALIZED (
	SELECT o.cid, o.gid, o.source_key, o.login, o.missing_since FROM prov.groups o WHERE o.source = $2::text
), old AS MATERIALIZED (
	SELECT g.cid, g.gid, g.login, g.missing_since, p.place, coalesce(p.proven, false) OR $3::boolean AS is_gone
	FROM stored g
	LEFT JOIN prov.stage_gone p ON p.cid = g.cid AND p.run = $1::uuid AND p.kind = 'g' AND p.id = g.gid
	WHERE g.source_key NOT IN (SELECT e.source_key FROM prov.stage_group e
		WHERE e.run = $1::uuid AND e.source_key IS NOT NULL)
), new AS MATERIALIZED (
	SELECT s.cid, s.n, s.source_key, coalesce(s.login, s.name) AS login
	FROM prov.stage_group s
	WHERE s.run = $1::uuid AND s.reject IS NULL AND s.source_key NOT IN (SELECT g.source_key FROM stored g)
), pair AS MATERIALIZED (
	SELECT o.cid, o.gid, n.n, n.source_key, count(*) OVER (PARTITION BY o.cid, o.gid) AS entries
	FROM old o JOIN new n ON n.cid IN (0, o.cid) AND n.login = o.login
)
INSERT INTO prov.stage_rekey (cid, run, kind, id, n, source_key, doubt)
SELECT DISTINCT ON (o.cid, o.gid) o.cid, $1::uuid, 'g'::"char", o.gid, p.n, p.source_key,
	CASE WHEN p.n IS NULL THEN 'no new entry has its name'
		WHEN p.entries > 1 THEN p.entries || ' new entries have its name'
		WHEN o.place IS NOT NULL THEN 'its old entry is in the directory, ' || o.place
		WHEN NOT o.is_gone THEN 'it is not sure that its old entry is gone' END
FROM old o
LEFT JOIN pair p ON p.cid = o.cid AND p.gid = o.gid
WHERE p.n IS NOT NULL OR o.missing_since IS NULL
ORDER BY o.cid, o.gid, p.n
