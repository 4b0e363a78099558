-- What the last complete run of source $1 (NULL: of any) could not take: source, kind, context, id, name, DN, since when,
-- why; what it is of an entry that was taken for the rest: a value, or the name of a protected user.
WITH kept AS MATERIALIZED (
	SELECT p.source, p.context AS cid, p.id AS uid, p.why, p.since FROM prov.sync_protected p
	WHERE p.what = 'renamed' AND ($1::text IS NULL OR p.source = $1::text)
)
SELECT r.source, r.kind, nullif(r.context, 0), r.id, r.name, r.dn,
	to_char(r.since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), r.reason, NULL
FROM prov.sync_reject r
WHERE $1::text IS NULL OR r.source = $1::text
UNION ALL
SELECT o.source, o.kind, nullif(o.context, 0), NULL, o.name, o.dn,
	to_char(o.since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'left out: ' || o.why,
	CASE WHEN o.field = '' THEN 'entry' ELSE 'value' END
FROM prov.sync_left_out o
WHERE $1::text IS NULL OR o.source = $1::text
UNION ALL
SELECT k.source, 'user', k.cid, k.uid, u.name, u.source_dn,
	to_char(k.since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), k.why, 'name'
FROM kept k JOIN prov.users u ON u.cid = k.cid AND u.uid = k.uid
ORDER BY 1, 3 NULLS FIRST, 2 DESC, 6, 8
