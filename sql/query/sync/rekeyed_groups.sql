-- Groups of the directory with the name of one of source $2 that is missing since yesterday, or would be now: how many.
-- kind: g group
WITH owned AS MATERIALIZED (
	SELECT g.cid, g.gid, g.source_key, g.login, g.missing_since FROM prov.groups g WHERE g.source = $2::text
), gone AS MATERIALIZED (
	SELECT p.cid, p.id FROM prov.stage_gone p WHERE p.run = $1::uuid AND p.kind = 'g' AND p.proven
)
SELECT count(*)
FROM prov.stage_group s
WHERE s.run = $1::uuid AND s.reject IS NULL
	AND EXISTS (SELECT 1 FROM owned g WHERE g.source_key <> s.source_key
		AND g.login = coalesce(s.login, s.name) AND (s.cid = 0 OR s.cid = g.cid)
		AND (g.missing_since > now() - interval '1 day'
			OR EXISTS (SELECT 1 FROM gone p WHERE p.cid = g.cid AND p.id = g.gid)))
	AND NOT EXISTS (SELECT 1 FROM owned g WHERE g.source_key = s.source_key
		AND (s.cid = 0 OR s.cid = g.cid))
