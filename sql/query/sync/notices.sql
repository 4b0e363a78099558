-- Addresses that users and groups get in this run, because a directory says so, and that do not work: mail for the
-- domain goes to another context, of which it is a mapping (U3, U7), or mail servers cut a primary address at one of
-- the characters $4. Of source $2 also users who were written directly, if $3. Ten of them, and how many there are.
-- kind: n new, c changed, s the same, u user, g group
WITH begun AS MATERIALIZED (
	SELECT now() AS at	-- here, as on other servers of Citus the transaction has begun later
), want AS (
	SELECT d.cid, 'u'::"char" AS kind, d.uid AS id, s.n, s.name, s.dn, a.address, a.address = s.address AS is_primary,
		a.address = u.address AS was_primary
	FROM prov.stage_diff d
	JOIN prov.stage_user s ON s.cid = d.cid AND s.run = d.run AND s.n = d.n
	LEFT JOIN prov.users u ON u.cid = d.cid AND u.uid = d.uid
	CROSS JOIN LATERAL unnest(s.addresses) AS a(address)
	WHERE d.run = $1::uuid AND d.kind IN ('n', 'c') AND d.reject IS NULL
	UNION ALL
	SELECT d.cid, 'g', d.gid, s.n, s.name, s.dn, coalesce(s.address, s.mail), true, true
	FROM prov.stage_group_diff d
	JOIN prov.stage_group s ON s.run = d.run AND s.n = d.n
	WHERE d.run = $1::uuid AND d.kind IN ('n', 'c', 's') AND d.reject IS NULL AND s.mail IS NOT NULL
), bad AS MATERIALIZED (
	SELECT w.cid, w.kind, w.id, w.n, w.name, w.dn, w.address, m.cid AS other,
		w.is_primary AND w.was_primary IS NOT TRUE AND translate(split_part(w.address, '@', 1), $4::text, '') <> split_part(w.address, '@', 1) AS cut
	FROM want w
	LEFT JOIN prov.login_name m ON m.name = split_part(w.address, '@', 2) AND m.cid <> w.cid
	WHERE m.cid IS NOT NULL OR (w.is_primary AND translate(split_part(w.address, '@', 1), $4::text, '') <> split_part(w.address, '@', 1))
), fresh AS (
	SELECT b.cid, b.kind, b.n, b.name, b.dn, b.address, CASE WHEN h.cid IS NULL THEN b.other END AS other
	FROM bad b
	LEFT JOIN prov.address h ON h.cid = b.cid AND h.address = b.address AND h.kind = b.kind AND h.owner = b.id
	WHERE h.cid IS NULL OR b.cut
	UNION ALL
	SELECT u.cid, 'u', u.source_nth, u.name, u.source_dn, a.address, m.cid
	FROM prov.users u
	JOIN prov.address a ON a.cid = u.cid AND a.kind = 'u' AND a.owner = u.uid
	LEFT JOIN prov.login_name m ON m.name = split_part(a.address, '@', 2) AND m.cid <> u.cid
	WHERE $3::bool AND u.source = $2::text AND u.changed = (SELECT t.at FROM begun t) AND (m.cid IS NOT NULL
		OR (a.address = u.address AND translate(split_part(a.address, '@', 1), $4::text, '') <> split_part(a.address, '@', 1)))
)
SELECT 'warn', CASE WHEN f.kind = 'u' THEN 'user' ELSE 'group' END, f.cid::text, f.name, f.dn,
	CASE WHEN f.other IS NOT NULL THEN 'mail for ' || f.address || ' goes to context ' || f.other
		|| ', of which its domain is a login mapping, and nobody can log in with it'
	ELSE 'mail servers cut the address ' || f.address || ' at the delimiter, so mail from outside may not arrive' END,
	count(*) OVER ()
FROM fresh f
ORDER BY f.kind DESC, f.n, f.address
LIMIT 10
