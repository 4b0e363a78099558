-- Users of source $1 (NULL: of any) that are disabled because their entry says so: source, kind, context, id, name, DN,
-- since when, as far as the change log tells; of protected users, who are not, what their entries say.
WITH off AS MATERIALIZED (
	SELECT u.source, u.cid, u.uid, u.name, u.source_dn
	FROM prov.users u
	WHERE u.source IS NOT NULL AND NOT u.source_enabled AND u.missing_since IS NULL
		AND ($1::text IS NULL OR u.source = $1::text)
), kept AS MATERIALIZED (
	SELECT r.source, r.context AS cid, r.id AS uid, r.why, r.since FROM prov.sync_protected r
	WHERE r.what IN ('disabled', 'locked') AND ($1::text IS NULL OR r.source = $1::text)
), since AS MATERIALIZED (
	SELECT l.cid, l.id, max(l.at) AS at
	FROM prov.change_log l JOIN off o ON o.cid = l.cid AND o.uid = l.id
	WHERE l.kind = 'user' AND l.program = 'ldapsync' AND l.after ->> 'enabled' = 'false'
	GROUP BY l.cid, l.id
)
SELECT o.source, 'user', o.cid, o.uid, o.name, o.source_dn, to_char(s.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), NULL
FROM off o
LEFT JOIN since s ON s.cid = o.cid AND s.id = o.uid
UNION ALL
SELECT p.source, 'user', p.cid, p.uid, u.name, u.source_dn, to_char(p.since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), p.why
FROM kept p JOIN prov.users u ON u.cid = p.cid AND u.uid = p.uid
ORDER BY 1, 3, 4
