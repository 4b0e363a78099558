-- Takes users of source $2 who were written directly, and have an address that another user logs in with, or log in
-- with an address of who or what was there before (U7), back to staging, where they are judged like all others. $3: are
-- there such addresses? $4: the contexts, whose counters still stand where they were.
-- kind: u user
WITH held AS MATERIALIZED (
	SELECT c.cid, c.next_uid, split_part(a.address, '@', 1) AS login
	FROM (SELECT g.cid FROM prov.groups g WHERE g.cid = ANY ($4::int[]) AND g.mail IS NOT NULL
		UNION SELECT r.cid FROM prov.resource r WHERE r.cid = ANY ($4::int[])) o
	JOIN prov.context c ON c.cid = o.cid
	JOIN prov.login_name m ON m.cid = c.cid
	JOIN prov.address a ON a.cid = c.cid AND split_part(a.address, '@', 2) = m.name AND a.kind <> 'u'
), bad AS (
	SELECT a.cid, a.owner AS uid
	FROM prov.context c
	JOIN prov.login_name m ON m.cid = c.cid
	JOIN prov.address a ON a.cid = c.cid AND split_part(a.address, '@', 2) = m.name AND a.kind = 'u'
		AND a.owner >= c.next_uid
	JOIN prov.users o ON o.cid = a.cid AND o.login = split_part(a.address, '@', 1) AND o.uid <> a.owner
	WHERE $3::bool AND c.cid = ANY ($4::int[])
	UNION
	SELECT u.cid, u.uid
	FROM prov.context c
	JOIN prov.users l ON l.cid = c.cid AND l.uid < c.next_uid
	CROSS JOIN LATERAL unnest(l.aliases || l.address) x(alias)
	JOIN prov.login_name m ON m.cid = c.cid AND m.name = lower(split_part(x.alias, '@', 2))
	JOIN prov.users u ON u.cid = c.cid AND u.login = lower(split_part(x.alias, '@', 1)) AND u.uid >= c.next_uid
	WHERE c.cid = ANY ($4::int[])
	UNION
	SELECT u.cid, u.uid
	FROM held h
	JOIN prov.users u ON u.cid = h.cid AND u.login = h.login AND u.uid >= h.next_uid
), freed AS (
	DELETE FROM prov.address a USING bad b WHERE a.cid = b.cid AND a.kind = 'u' AND a.owner = b.uid
	RETURNING a.cid, a.owner, a.address
), unlogged AS (
	DELETE FROM prov.change_log l USING bad b, prov.context c
	WHERE c.cid = l.cid AND b.cid = l.cid AND l.seq = c.change_seq + b.uid - c.next_uid + 1
), moved AS (
	DELETE FROM prov.users u USING bad b WHERE u.cid = b.cid AND u.uid = b.uid AND u.source = $2::text
	RETURNING u.*
)
INSERT INTO prov.stage_user (cid, run, n, source_key, hash, dn, dn_norm, login, address, aliases, addresses,
	source_enabled, modules, password, attrs, {user: %})
SELECT m.cid, $1::uuid, m.source_nth, m.source_key, m.source_hash, m.source_dn, m.source_dn, m.login, m.address,
	m.aliases, f.addresses, m.source_enabled, m.modules, m.password, m.attrs, {user: m.%}
FROM moved m
LEFT JOIN (SELECT cid, owner, array_agg(address) AS addresses FROM freed GROUP BY cid, owner) f
	ON f.cid = m.cid AND f.owner = m.uid
RETURNING n
