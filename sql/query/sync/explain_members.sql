-- What is known of the members of a group of source $1: DNs, or "<KEY>;DN" ($2), and login names ($3), in their order: who that
-- is, and what to say of it. A login name may be that of several users. A group is known as the last complete run had it, also
-- one that is none in any context.
WITH named AS (
	SELECT m.nth, 1 AS list, substr(split_part(m.value, '>', 1), 2) AS key, substr(m.value, strpos(m.value, '>') + 2) AS value
	FROM unnest($2::text[]) WITH ORDINALITY m(value, nth) WHERE m.value LIKE '<%'
	UNION ALL
	SELECT m.nth, 1, NULL, m.value FROM unnest($2::text[]) WITH ORDINALITY m(value, nth) WHERE m.value NOT LIKE '<%'
	UNION ALL
	SELECT m.nth, 2, NULL, m.value FROM unnest($3::text[]) WITH ORDINALITY m(value, nth)
), person AS (
	SELECT n.list, n.nth, u.cid, u.uid, u.name, u.missing_since, 'key' AS how
	FROM named n JOIN prov.users u ON u.source = $1::text AND u.source_key = n.key
	UNION ALL
	SELECT n.list, n.nth, u.cid, u.uid, u.name, u.missing_since, 'DN'
	FROM named n JOIN prov.users u ON u.source = $1::text AND n.list = 1 AND n.key IS NULL AND u.source_dn = n.value
	UNION ALL
	SELECT n.list, n.nth, u.cid, u.uid, u.name, u.missing_since, 'login name'
	FROM named n JOIN prov.users u ON u.source = $1::text AND n.list = 2 AND u.login = n.value
), listed AS (
	SELECT n.list, n.nth, k.source_key, 'key' AS how
	FROM named n JOIN prov.sync_group k ON k.source = $1::text AND k.source_key = n.key
	UNION ALL
	SELECT n.list, n.nth, k.source_key, 'DN'
	FROM named n JOIN prov.sync_group k ON k.source = $1::text AND n.list = 1 AND n.key IS NULL AND md5(k.dn) = md5(n.value)
		AND k.dn = n.value
)
SELECT CASE WHEN n.list = 1 THEN 'members' ELSE 'member_uids' END, n.value,
	CASE WHEN p.uid IS NOT NULL THEN 'user ' || p.uid::text || ' ("' || p.name || '") in context ' || p.cid::text
		WHEN g.gid IS NOT NULL THEN 'group ' || g.gid::text || ' ("' || g.name || '") in context ' || g.cid::text
		WHEN l.how IS NOT NULL THEN 'a group that is in no context' END,
	CASE WHEN p.missing_since IS NOT NULL
			THEN 'by ' || p.how || ': missing since ' || to_char(p.missing_since, 'YYYY-MM-DD') || ', so no member'
		WHEN p.uid IS NOT NULL THEN 'by ' || p.how
		WHEN l.how IS NOT NULL OR g.gid IS NOT NULL THEN 'by ' || coalesce(l.how, 'key') || ': its members are members'
		WHEN n.key IS NOT NULL THEN 'its key is not known: a user or group that is new, or none of the source'
		WHEN n.list = 1 THEN 'no known user or group has this DN: one that is new, or none of the source'
		ELSE 'no known user has this login name' END
FROM named n
LEFT JOIN person p ON p.list = n.list AND p.nth = n.nth
LEFT JOIN listed l ON l.list = n.list AND l.nth = n.nth
LEFT JOIN prov.groups g ON g.source = $1::text AND g.source_key = coalesce(l.source_key, n.key) AND g.missing_since IS NULL
ORDER BY n.list, n.nth, p.cid, p.uid, g.cid
