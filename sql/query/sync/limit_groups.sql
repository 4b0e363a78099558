-- Groups of source $2 that would go in this run, and those that come, but for those with the name of a known one:
-- context, kind of limit (back: one that went missing in the last 24 hours, and is there again), how many.
-- kind: n new, c changed, m missing, d to be deleted
WITH planned AS MATERIALIZED (
	SELECT d.cid, d.kind, coalesce(s.login, s.name) AS login, g.missing_since
	FROM prov.stage_group_diff d
	LEFT JOIN prov.groups g ON g.cid = d.cid AND g.gid = d.gid
	LEFT JOIN prov.stage_group s ON d.kind = 'n' AND s.run = d.run AND s.n = d.n
	WHERE d.run = $1::uuid AND d.reject IS NULL AND d.kind IN ('n', 'c', 'm', 'd')
)
SELECT p.cid, CASE WHEN p.kind = 'n' THEN 'coming' WHEN p.kind = 'c' THEN 'back'
		WHEN p.missing_since IS NULL THEN 'groups' ELSE 'groups_purged' END, count(*)
FROM planned p
LEFT JOIN prov.groups o ON p.kind = 'n' AND o.cid = p.cid AND o.login = p.login
WHERE o.gid IS NULL AND (p.kind <> 'c' OR p.missing_since > now() - interval '1 day')
GROUP BY p.cid, 2
