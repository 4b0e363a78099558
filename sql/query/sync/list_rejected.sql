-- What the last complete run of source $1 (NULL: of any) could not take: source, kind, context, id, name, DN, since when,
-- why.
SELECT r.source, r.kind, nullif(r.context, 0), r.id, r.name, r.dn,
	to_char(r.since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), r.reason
FROM prov.sync_reject r
WHERE $1::text IS NULL OR r.source = $1::text
ORDER BY r.source, r.context, r.kind DESC, r.dn
