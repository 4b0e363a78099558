-- Takes users who were written directly, and have an address that another user logs in with, or log in
-- with an address of who or what was there before (U7), back to staging, where they are judged like all others. $2: are
-- there such addresses? $3: the contexts, whose counters still stand where they were.
-- kind: u user
WITH held AS MATERIALIZED (
	SELECT c.cid, c.next_uid, split_part(a.address, '@', 1) AS login
	FROM (SELECT g.cid FROM prov.groups g WHERE g.cid = ANY ($3::int[]) AND g.mail IS NOT NULL
		UNION SELECT r.cid FROM prov.resource r WHERE r.cid = ANY ($3::int[])) o
	JOIN prov.context c ON c.cid = o.cid
	CROSS JOIN LATERAL (SELECT x.address FROM prov.address x
		WHERE x.cid = c.cid AND x.kind <> 'u' OFFSET 0) a
	JOIN prov.login_name m ON m.cid = c.cid AND m.name = split_part(a.address, '@', 2)
	WHERE c.cid = ANY ($3::int[])
), local AS MATERIALIZED (
	-- OFFSET, ORDER BY: only who was there before is read, whatever the statistics say
	SELECT c.cid, c.next_uid, x.alias
	FROM prov.context c
	CROSS JOIN LATERAL (SELECT u.aliases, u.address FROM prov.users u
		WHERE u.cid = c.cid AND u.uid < c.next_uid ORDER BY u.uid OFFSET 0) l
	CROSS JOIN LATERAL unnest(l.aliases || l.address) x(alias)
	WHERE c.cid = ANY ($3::int[])
), bad AS (
	SELECT a.cid, a.owner AS uid
	FROM prov.context c
	JOIN prov.login_name m ON m.cid = c.cid
	JOIN prov.address a ON a.cid = c.cid AND split_part(a.address, '@', 2) = m.name AND a.kind = 'u'
		AND a.owner >= c.next_uid
	-- OFFSET: by the whole key, where a join takes the context alone as long as there are no statistics
	CROSS JOIN LATERAL (SELECT u.uid FROM prov.users u
		WHERE u.cid = a.cid AND u.login = split_part(a.address, '@', 1) OFFSET 0) o
	WHERE $2::bool AND c.cid = ANY ($3::int[]) AND o.uid <> a.owner
	UNION
	SELECT u.cid, u.uid
	FROM local l
	JOIN prov.login_name m ON m.cid = l.cid AND m.name = lower(split_part(l.alias, '@', 2))
	JOIN prov.users u ON u.cid = l.cid AND u.login = lower(split_part(l.alias, '@', 1)) AND u.uid >= l.next_uid
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
	DELETE FROM prov.users u USING bad b WHERE u.cid = b.cid AND u.uid = b.uid
	RETURNING u.*
)
INSERT INTO prov.stage_user (cid, run, n, source_key, hash, dn, dn_norm, login, address, aliases, addresses,
	source_enabled, modules, password, attrs, {user: %})
SELECT m.cid, $1::uuid, m.source_nth, m.source_key, m.source_hash, m.source_dn, m.source_dn, m.login, m.address,
	m.aliases, f.addresses, m.source_enabled, m.modules, m.password, m.attrs, {user: m.%}
FROM moved m
LEFT JOIN (SELECT cid, owner, array_agg(address) AS addresses FROM freed GROUP BY cid, owner) f
	ON f.cid = m.cid AND f.owner = m.uid
RETURNING cid, source_enabled
