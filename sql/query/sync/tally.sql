-- What a run would take away from source $2, in numbers: users missing, coming, and missing in the last 24
-- hours (or since an operator last decided); groups owned, missing, missing in that time, and coming, but for
-- those that have the name of a known one; those that have the name of one that is missing since yesterday,
-- or would be now. $3: users and groups may have been deleted since, as far as the
-- context's notes of deleted users and its change log tell.
-- kind: n new, c changed, m missing, g group
WITH since AS (SELECT greatest(now() - interval '1 day', max(accepted)) AS at
	FROM prov.source_state WHERE name = $2::text
), owned AS MATERIALIZED (
	SELECT g.cid, g.gid, g.source_key, g.login, g.missing_since FROM prov.groups g WHERE g.source = $2::text
), gone AS MATERIALIZED (
	SELECT p.cid, p.id FROM prov.stage_gone p WHERE p.run = $1::uuid AND p.kind = 'g' AND p.proven
)
SELECT (SELECT count(*) FROM prov.stage_diff d WHERE d.run = $1::uuid AND d.kind = 'm'),
	(SELECT count(*) FROM prov.stage_diff d LEFT JOIN prov.users u ON u.cid = d.cid AND u.uid = d.uid
		WHERE d.run = $1::uuid AND (d.kind = 'n' OR (d.kind = 'c' AND u.missing_since IS NOT NULL))),
	(SELECT count(*) FROM prov.users x, since WHERE x.source = $2::text AND x.missing_since > since.at)
		+ (SELECT count(*) FROM prov.handover h, since WHERE $3::boolean AND h.at > since.at
			AND EXISTS (SELECT 1 FROM prov.users o WHERE o.cid = h.cid AND o.source = $2::text)),
	(SELECT count(*) FROM owned g WHERE g.missing_since IS NULL),
	(SELECT count(*) FROM gone p JOIN owned g ON g.cid = p.cid AND g.gid = p.id WHERE g.missing_since IS NULL),
	(SELECT count(*) FROM owned g, since WHERE g.missing_since > since.at)
		+ (SELECT count(*) FROM prov.change_log l, since WHERE $3::boolean AND EXISTS (SELECT 1 FROM gone)
			AND l.kind = 'group' AND l.action = 'delete' AND l.at > since.at
			AND EXISTS (SELECT 1 FROM prov.users o WHERE o.cid = l.cid AND o.source = $2::text)),
	(SELECT count(*) FROM prov.stage_group s WHERE s.run = $1::uuid AND s.reject IS NULL
		AND EXISTS (SELECT 1 FROM gone)
		AND NOT EXISTS (SELECT 1 FROM owned g WHERE g.source_key = s.source_key AND g.missing_since IS NULL)
		AND NOT EXISTS (SELECT 1 FROM owned g WHERE g.source_key <> s.source_key
			AND g.login = coalesce(s.login, s.name))),
	(SELECT count(*) FROM prov.stage_group s WHERE s.run = $1::uuid AND s.reject IS NULL
		AND EXISTS (SELECT 1 FROM owned g WHERE g.source_key <> s.source_key
			AND g.login = coalesce(s.login, s.name) AND (s.cid = 0 OR s.cid = g.cid)
			AND (g.missing_since > now() - interval '1 day'
				OR EXISTS (SELECT 1 FROM gone p WHERE p.cid = g.cid AND p.id = g.gid)))
		AND NOT EXISTS (SELECT 1 FROM owned g WHERE g.source_key = s.source_key
			AND (s.cid = 0 OR s.cid = g.cid)))
