-- Only what could not be taken: entries that were staged as rejected, and conflicts.
SELECT 'reject', p.kind, nullif(p.cid, 0)::text, p.name, p.dn, p.reject
FROM prov.planned_rejects p WHERE p.run = $1::uuid
