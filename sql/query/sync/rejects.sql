-- Only what could not be taken: entries that were staged as rejected, and conflicts. Was it so, for this reason, in the
-- last run of source $2?
SELECT 'reject', p.kind, nullif(p.cid, 0)::text, p.name, p.dn, p.reject, r.reason IS NOT NULL
FROM prov.planned_rejects p
LEFT JOIN (SELECT j.kind, j.entry, j.context, j.reason FROM prov.sync_reject j WHERE j.source = $2::text) r
	ON r.kind = p.kind AND r.entry = coalesce(p.source_key, p.dn) AND r.context = p.cid AND r.reason = p.reject
WHERE p.run = $1::uuid
