-- Who is in which group: members by DN and by name, through groups in groups (a loop ends by
-- itself), as the users that this run has or creates. $2: source.
WITH RECURSIVE edge AS MATERIALIZED (
	SELECT g.n, m.dn FROM prov.stage_group g CROSS JOIN LATERAL unnest(g.member_dns) AS m(dn)
	WHERE g.run = $1::uuid AND g.reject IS NULL
), inner_group AS MATERIALIZED (
	SELECT e.n, c.n AS child FROM edge e
	JOIN prov.stage_group c ON c.run = $1::uuid AND c.reject IS NULL
		AND coalesce(c.dn_norm, c.dn) = e.dn
), nest AS (
	SELECT g.n AS root, g.cid, g.n AS at FROM prov.stage_group g
	WHERE g.run = $1::uuid AND g.reject IS NULL
	UNION
	SELECT t.root, t.cid, i.child FROM nest t JOIN inner_group i ON i.n = t.at
), entry AS MATERIALIZED (
	SELECT s.cid, s.n, s.source_key, s.dn_norm AS dn, s.login
	FROM prov.stage_entry s WHERE s.run = $1::uuid AND s.source_key IS NOT NULL
), person AS MATERIALIZED (
	SELECT coalesce(d.cid, u.cid) AS cid, coalesce(d.uid, u.uid) AS uid, e.dn, e.login
	FROM entry e
	LEFT JOIN prov.stage_diff d ON d.cid = e.cid AND d.run = $1::uuid AND d.n = e.n
		AND d.reject IS NULL
	LEFT JOIN prov.users u ON u.source = $2::text AND u.source_key = e.source_key
		AND (e.cid = 0 OR u.cid = e.cid)
	WHERE coalesce(d.uid, u.uid) IS NOT NULL
)
INSERT INTO prov.stage_member (cid, run, n, uid)
SELECT p.cid, $1::uuid, t.root, p.uid
FROM nest t JOIN edge e ON e.n = t.at JOIN person p ON p.dn = e.dn AND t.cid IN (0, p.cid)
UNION
SELECT p.cid, $1::uuid, t.root, p.uid
FROM nest t JOIN prov.stage_group a ON a.run = $1::uuid AND a.n = t.at
CROSS JOIN LATERAL unnest(a.member_names) AS m(login)
JOIN person p ON p.login = m.login AND t.cid IN (0, p.cid)
