-- Rejects groups whose name another group keeps, as reject_login.sql does for users.
-- kind: n new, c changed, d to be deleted, s the same
WITH want AS (
	SELECT d.cid, d.gid, s.n, coalesce(s.login, s.name) AS login, g.login AS old
	FROM prov.stage_group_diff d
	JOIN prov.stage_group s ON s.run = d.run AND s.n = d.n
	LEFT JOIN prov.groups g ON g.cid = d.cid AND g.gid = d.gid
	WHERE d.run = $1::uuid AND d.kind IN ('n', 'c', 's') AND d.reject IS NULL
), bad AS (
	SELECT w.cid, w.gid, h.gid AS holder, 'the name "' || w.login || '" belongs to group ' || h.gid
		|| coalesce(', which is missing since ' || to_char(h.missing_since, 'YYYY-MM-DD'), '') AS why
	FROM want w JOIN prov.groups h ON h.cid = w.cid AND h.login = w.login AND h.gid <> w.gid
	WHERE NOT EXISTS (SELECT 1 FROM want o WHERE o.cid = h.cid AND o.gid = h.gid AND o.login <> w.login)
		AND NOT EXISTS (SELECT 1 FROM prov.stage_group_diff x WHERE x.cid = h.cid
			AND x.run = $1::uuid AND x.gid = h.gid AND x.kind = 'd')
	UNION ALL
	SELECT x.cid, x.gid, NULL, 'the name "' || x.login || '" is that of another group, too'
	FROM (SELECT w.*, row_number() OVER (PARTITION BY w.cid, w.login
			ORDER BY (w.old IS NOT DISTINCT FROM w.login) DESC, w.n) AS nth
		FROM want w) x
	WHERE x.nth > 1
)
UPDATE prov.stage_group_diff d SET reject = b.why, holder = b.holder
FROM (SELECT DISTINCT ON (cid, gid) cid, gid, holder, why FROM bad ORDER BY cid, gid, why) b
WHERE d.cid = b.cid AND d.run = $1::uuid AND d.gid = b.gid
