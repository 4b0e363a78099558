-- Who is directly in which group, by DN and by name, of the members that sink_names.c does not know: as the users of
-- source $2 that this run has or creates. And which members are neither users nor groups. A user whose change is
-- rejected, or who is kept where it is though its entry moved to another context, is found under the names of its
-- entry, one that was not staged under those that are stored. A rejected group has its members all the same, for the
-- groups that it is a member of. Whose entry shows no name any more may have another one: such a user stays in groups that
-- list names, and comes to none by a name. $3: users who were seen as they are stored are looked for as well. $4: few groups are staged, the
-- others are those that are stored. A member is a DN, or "<KEY>;DN" of one whose key the server says; then it is nobody
-- else, whatever the name.
WITH staged AS MATERIALIZED (
	SELECT s.cid, s.source_key, s.dn_norm, coalesce(s.entry_login, s.login) AS login
	FROM prov.stage_user s WHERE s.run = $1::uuid
), kept AS (
	SELECT u.cid, u.uid, u.source_key, u.source_dn, u.login
	FROM prov.stage_unseen x JOIN prov.users u ON u.cid = x.cid AND u.uid = x.uid
	WHERE x.run = $1::uuid AND NOT $3::boolean AND u.source = $2::text AND u.missing_since IS NULL
	UNION ALL
	SELECT u.cid, u.uid, u.source_key, u.source_dn, u.login
	FROM prov.users u WHERE $3::boolean AND u.source = $2::text AND u.missing_since IS NULL
), nameless AS MATERIALIZED (
	SELECT DISTINCT u.cid, u.uid
	FROM kept u
	JOIN staged s ON s.source_key = u.source_key AND s.login IS NULL
), person AS MATERIALIZED (
	SELECT d.cid, d.uid, s.dn_norm AS dn, coalesce(s.entry_login, s.login) AS login, s.source_key AS key,
		false AS is_nameless
	FROM prov.stage_diff d
	JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
	WHERE d.run = $1::uuid AND d.reject IS NULL
	UNION ALL
	SELECT u.cid, u.uid, coalesce(s.dn_norm, u.source_dn), coalesce(s.login, u.login), u.source_key, x.uid IS NOT NULL
	FROM kept u
	LEFT JOIN nameless x ON x.cid = u.cid AND x.uid = u.uid
	LEFT JOIN staged s ON s.source_key = u.source_key
	LEFT JOIN prov.stage_diff d ON d.cid = u.cid AND d.run = $1::uuid AND d.uid = u.uid AND d.reject IS NULL
	WHERE d.cid IS NULL
), by_dn AS MATERIALIZED (
	SELECT g.n, m.dn FROM prov.stage_group g CROSS JOIN LATERAL unnest(g.member_dns) AS m(dn)
	WHERE g.run = $1::uuid AND m.dn NOT LIKE '<%'
), by_key AS MATERIALIZED (
	SELECT g.n, substr(split_part(m.dn, '>', 1), 2) AS key, substr(m.dn, strpos(m.dn, '>') + 2) AS dn
	FROM prov.stage_group g CROSS JOIN LATERAL unnest(g.member_dns) AS m(dn)
	WHERE g.run = $1::uuid AND m.dn LIKE '<%'
), by_name AS MATERIALIZED (
	SELECT g.n, m.login FROM prov.stage_group g CROSS JOIN LATERAL unnest(g.member_names) AS m(login)
	WHERE g.run = $1::uuid
), matched AS MATERIALIZED (
	SELECT m.n, NULL::text AS key, m.dn, p.cid, p.uid FROM by_dn m LEFT JOIN person p ON p.dn = m.dn
	UNION ALL
	SELECT m.n, m.key, m.dn, p.cid, p.uid FROM by_key m LEFT JOIN person p ON p.key = m.key
), found AS (
	INSERT INTO prov.stage_member (cid, run, n, uids)
	SELECT f.cid, $1::uuid, f.n, array_agg(f.uid ORDER BY f.uid)
	FROM (SELECT m.cid, m.n, m.uid FROM matched m WHERE m.uid IS NOT NULL
		UNION
		SELECT p.cid, m.n, p.uid FROM by_name m JOIN person p ON p.login = m.login AND NOT p.is_nameless
		UNION
		SELECT h.cid, m.n, h.uid
		FROM (SELECT DISTINCT n FROM by_name) m
		JOIN prov.stage_group g ON g.run = $1::uuid AND g.n = m.n
		JOIN prov.groups o ON o.source = $2::text AND o.source_key = g.source_key
		JOIN prov.member h ON h.cid = o.cid AND h.gid = o.gid
		JOIN nameless p ON p.cid = h.cid AND p.uid = h.uid) f
	GROUP BY f.cid, f.n
)
INSERT INTO prov.stage_pending (cid, run, n, by_name, value)
SELECT 0, $1::uuid, m.n, false, m.dn
FROM matched m
LEFT JOIN staged s ON s.dn_norm = m.dn
LEFT JOIN prov.stage_group c ON c.run = $1::uuid AND coalesce(c.dn_norm, c.dn) = m.dn
LEFT JOIN prov.sync_group k ON $4::boolean AND k.source = $2::text AND md5(k.dn) = md5(m.dn) AND k.dn = m.dn
WHERE m.uid IS NULL AND m.key IS NULL AND s.dn_norm IS NULL AND c.n IS NULL AND k.source IS NULL
UNION
SELECT 0, $1::uuid, m.n, false, m.dn
FROM matched m
LEFT JOIN staged s ON s.source_key = m.key
LEFT JOIN prov.stage_group c ON c.run = $1::uuid AND c.source_key = m.key
LEFT JOIN prov.sync_group k ON $4::boolean AND k.source = $2::text AND k.source_key = m.key
WHERE m.uid IS NULL AND m.key IS NOT NULL AND s.source_key IS NULL AND c.n IS NULL AND k.source IS NULL
UNION
SELECT 0, $1::uuid, m.n, true, m.login
FROM by_name m
LEFT JOIN person p ON p.login = m.login
LEFT JOIN staged s ON s.login = m.login
WHERE p.login IS NULL AND s.login IS NULL
