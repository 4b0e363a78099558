-- The names by which groups know those who come, go, or are known by other ones than before (touched.sql): of users of
-- source $2 the old ones and the new ones: DN, key as members have it, login name.
-- kind: n new, c changed, m missing
WITH touched AS MATERIALIZED (
	SELECT u.source_dn AS old_dn, '<' || u.source_key || '>' AS old_key, u.login AS old_login,
		s.dn_norm AS dn, '<' || s.source_key || '>' AS key, coalesce(s.entry_login, s.login) AS login
	FROM prov.stage_diff d
	LEFT JOIN prov.users u ON u.cid = d.cid AND u.uid = d.uid
	LEFT JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
	WHERE d.run = $1::uuid AND d.reject IS NULL AND d.kind IN ('n', 'c', 'm')
		AND (d.kind <> 'c' OR u.missing_since IS NOT NULL
			OR (u.source, u.source_dn, u.login) IS DISTINCT FROM ($2::text, s.dn_norm, coalesce(s.entry_login, s.login)))
)
SELECT t.old_dn, t.old_key, t.old_login FROM touched t
UNION
SELECT t.dn, t.key, t.login FROM touched t
