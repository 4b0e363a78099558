-- Is somebody of source $2 known to groups under another DN or name than in the last run, or not any more, or anew? And:
-- is somebody known under names that are not stored, because the entry cannot be taken, or its user is kept? And the latter,
-- but for protected users, whose entries each run looks at?
-- Who only has other values is a member as before (SR21).
-- kind: n new, c changed, m missing
WITH refused AS MATERIALIZED (
	SELECT DISTINCT s.source_key
	FROM prov.stage_user s
	LEFT JOIN prov.stage_diff d ON d.cid = s.cid AND d.run = s.run AND d.n = s.n
	WHERE s.run = $1::uuid AND (s.cid = 0 OR d.reject IS NOT NULL)
), protected AS MATERIALIZED (
	SELECT DISTINCT p.context AS cid, p.id AS uid FROM prov.sync_protected p WHERE p.source = $2::text
), kept AS MATERIALIZED (
	SELECT DISTINCT r.source_key IS NOT NULL OR p.uid IS NOT NULL AS is_looked_at
	FROM prov.stage_unseen x
	JOIN prov.users u ON u.cid = x.cid AND u.uid = x.uid
	LEFT JOIN prov.stage_diff d ON d.cid = u.cid AND d.run = x.run AND d.uid = u.uid
	LEFT JOIN prov.stage_user s ON s.run = x.run AND s.source_key = u.source_key AND s.cid = u.cid
		AND s.dn_norm = u.source_dn AND coalesce(s.entry_login, s.login) = u.login
	LEFT JOIN refused r ON r.source_key = u.source_key
	LEFT JOIN protected p ON p.cid = u.cid AND p.uid = u.uid
	WHERE x.run = $1::uuid AND u.source = $2::text AND u.missing_since IS NULL
		AND (d.reject IS NOT NULL OR (d.uid IS NULL AND s.n IS NULL))
), changed AS (
	SELECT 1
	FROM prov.stage_diff d
	LEFT JOIN prov.users u ON u.cid = d.cid AND u.uid = d.uid
	LEFT JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
	WHERE d.run = $1::uuid AND d.reject IS NULL AND d.kind IN ('n', 'c', 'm')
		AND (d.kind <> 'c' OR u.missing_since IS NOT NULL
			OR (u.source, u.source_dn, u.login)
				IS DISTINCT FROM ($2::text, s.dn_norm, coalesce(s.entry_login, s.login)))
	LIMIT 1
)
SELECT EXISTS (SELECT 1 FROM kept) OR EXISTS (SELECT 1 FROM changed), EXISTS (SELECT 1 FROM kept),
	EXISTS (SELECT 1 FROM kept WHERE NOT is_looked_at)
