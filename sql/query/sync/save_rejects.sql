-- Entries of source $2 that are rejected now, but for those that were for the same reason: no row of them is
-- touched. Of an entry that came twice the later one counts.
INSERT INTO prov.sync_reject AS r (source, kind, entry, context, id, name, dn, reason, since, changed)
SELECT $2::text, x.kind, x.entry, x.cid, x.id, x.name, x.dn, x.reject, now(), now()
FROM (WITH planned AS MATERIALIZED (
		SELECT DISTINCT ON (p.kind, coalesce(p.source_key, p.dn), p.cid) p.kind,
			coalesce(p.source_key, p.dn) AS entry, p.cid, p.id, p.name, p.dn, p.reject
		FROM prov.planned_rejects p
		WHERE p.run = $1::uuid
		ORDER BY p.kind, coalesce(p.source_key, p.dn), p.cid, p.n DESC
	), stored AS MATERIALIZED (
		SELECT o.kind, o.entry, o.context, o.id, o.name, o.dn, o.reason FROM prov.sync_reject o
		WHERE o.source = $2::text
	)
	SELECT p.kind, p.entry, p.cid, p.id, p.name, p.dn, p.reject
	FROM planned p
	LEFT JOIN stored o ON o.kind = p.kind AND o.entry = p.entry AND o.context = p.cid
	WHERE (o.id, o.name, o.dn, o.reason) IS DISTINCT FROM (p.id, p.name, p.dn, p.reject)) x
ON CONFLICT (source, kind, entry, context) DO UPDATE
SET id = excluded.id, name = excluded.name, dn = excluded.dn, reason = excluded.reason, changed = excluded.changed
RETURNING r.entry
