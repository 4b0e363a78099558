-- What the last complete run of source $1 (NULL: of any) could not take: source, kind, context, id, name, DN, since when,
-- why; is it the name of a protected user, who keeps the one it has?
WITH kept AS MATERIALIZED (
	SELECT p.source, p.context AS cid, p.id AS uid, p.why, p.since FROM prov.sync_protected p
	WHERE p.what = 'renamed' AND ($1::text IS NULL OR p.source = $1::text)
)
SELECT r.source, r.kind, nullif(r.context, 0), r.id, r.name, r.dn,
	to_char(r.since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), r.reason, false
FROM prov.sync_reject r
WHERE $1::text IS NULL OR r.source = $1::text
UNION ALL
SELECT k.source, 'user', k.cid, k.uid, u.name, u.source_dn,
	to_char(k.since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), k.why, true
FROM kept k JOIN prov.users u ON u.cid = k.cid AND u.uid = k.uid
ORDER BY 1, 3 NULLS FIRST, 2 DESC, 6
