-- Protected users of source $2 (as in find_protected.sql) who went missing before they were protected: they become what
-- they were, as if their entries had been read. Not those whose entry is another user now, in another context.
-- kind: c changed, u user
WITH back AS MATERIALIZED (
	SELECT u.cid, u.uid, u.source_key
	FROM prov.users u
	LEFT JOIN prov.stage_diff d ON d.cid = u.cid AND d.run = $1::uuid AND d.uid = u.uid
	WHERE u.source = $2::text AND u.missing_since IS NOT NULL AND d.cid IS NULL AND (u.uid = 2 OR EXISTS (
		SELECT 1 FROM unnest($3::int[], $4::text[]) p(cid, pattern)
		WHERE p.cid IN (0, u.cid) AND u.login LIKE p.pattern))
), elsewhere AS MATERIALIZED (
	SELECT b.source_key FROM back b JOIN prov.users o ON o.source = $2::text AND o.source_key = b.source_key
	WHERE o.missing_since IS NULL
	UNION
	SELECT b.source_key FROM back b JOIN prov.stage_user s ON s.run = $1::uuid AND s.source_key = b.source_key
), held AS MATERIALIZED (
	SELECT a.cid, a.owner, array_agg(a.address) AS addresses
	FROM back b JOIN prov.address a ON a.cid = b.cid AND a.kind = 'u' AND a.owner = b.uid
	GROUP BY a.cid, a.owner
), last AS MATERIALIZED (
	SELECT d.cid, max(d.nth) AS nth FROM prov.stage_diff d WHERE d.run = $1::uuid GROUP BY d.cid
), put AS (
	INSERT INTO prov.stage_user (cid, run, n, source_key, hash, dn, dn_norm, login, address, aliases, addresses,
		source_enabled, modules, password, attrs, {user: %})
	SELECT u.cid, $1::uuid, -u.uid, u.source_key, 0, coalesce(u.source_dn, ''), u.source_dn, u.login, u.address,
		u.aliases, coalesce(h.addresses, '{}'), true, u.modules, u.password, u.attrs, {user: u.%}
	FROM back b
	JOIN prov.users u ON u.cid = b.cid AND u.uid = b.uid
	LEFT JOIN elsewhere e ON e.source_key = b.source_key
	LEFT JOIN held h ON h.cid = b.cid AND h.owner = b.uid
	WHERE e.source_key IS NULL
	RETURNING cid, n
)
INSERT INTO prov.stage_diff (cid, run, uid, n, nth, kind)
SELECT p.cid, $1::uuid, -p.n, p.n, coalesce(l.nth, 0) + row_number() OVER (PARTITION BY p.cid ORDER BY p.n), 'c'
FROM put p
LEFT JOIN last l ON l.cid = p.cid
