-- Who is directly in which group, by DN and by name, as the users of source $2 that this run has or
-- creates; which members are neither users nor groups. A user whose change is rejected, or who is kept
-- where it is though its entry moved to another context, is found under the names of its entry, one that was
-- not staged under those that are stored. A rejected group has its members all the same, for the groups that
-- it is a member of.
WITH staged AS MATERIALIZED (
	SELECT s.source_key, s.dn_norm, s.login FROM prov.stage_user s WHERE s.run = $1::uuid
), person AS MATERIALIZED (
	SELECT d.cid, d.uid, s.dn_norm AS dn, s.login
	FROM prov.stage_diff d
	JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
	WHERE d.run = $1::uuid AND d.reject IS NULL
	UNION ALL
	SELECT u.cid, u.uid, coalesce(s.dn_norm, u.source_dn), coalesce(s.login, u.login)
	FROM prov.users u
	LEFT JOIN staged s ON s.source_key = u.source_key
	WHERE u.source = $2::text AND u.missing_since IS NULL
		AND NOT EXISTS (SELECT 1 FROM prov.stage_diff d WHERE d.cid = u.cid AND d.run = $1::uuid
			AND d.uid = u.uid AND d.reject IS NULL)
), by_dn AS (
	SELECT g.n, m.dn FROM prov.stage_group g CROSS JOIN LATERAL unnest(g.member_dns) AS m(dn)
	WHERE g.run = $1::uuid
), by_name AS MATERIALIZED (
	SELECT g.n, m.login FROM prov.stage_group g CROSS JOIN LATERAL unnest(g.member_names) AS m(login)
	WHERE g.run = $1::uuid
), matched AS MATERIALIZED (
	SELECT m.n, m.dn, p.cid, p.uid FROM by_dn m LEFT JOIN person p ON p.dn = m.dn
), found AS (
	INSERT INTO prov.stage_member (cid, run, n, uid)
	SELECT m.cid, $1::uuid, m.n, m.uid FROM matched m WHERE m.uid IS NOT NULL
	UNION ALL
	SELECT p.cid, $1::uuid, m.n, p.uid FROM by_name m JOIN person p ON p.login = m.login
)
INSERT INTO prov.stage_pending (cid, run, n, by_name, value)
SELECT 0, $1::uuid, m.n, false, m.dn
FROM matched m
LEFT JOIN staged s ON s.dn_norm = m.dn
LEFT JOIN prov.stage_group c ON c.run = $1::uuid AND coalesce(c.dn_norm, c.dn) = m.dn
WHERE m.uid IS NULL AND s.dn_norm IS NULL AND c.n IS NULL
UNION ALL
SELECT 0, $1::uuid, m.n, true, m.login
FROM by_name m
LEFT JOIN person p ON p.login = m.login
LEFT JOIN staged s ON s.login = m.login
WHERE p.login IS NULL AND s.login IS NULL
