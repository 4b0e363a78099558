-- What was found of protected users of source $1, but for what is stored already: contexts, ids, what, and that in words.
INSERT INTO prov.sync_protected AS r (source, context, id, what, why, since)
SELECT $1::text, f.cid, f.uid, f.what, f.why, now()
FROM unnest($2::int[], $3::int[], $4::text[], $5::text[]) f(cid, uid, what, why)
LEFT JOIN prov.sync_protected o ON o.source = $1::text AND o.context = f.cid AND o.id = f.uid AND o.what = f.what
WHERE o.why IS DISTINCT FROM f.why
ON CONFLICT (source, context, id, what) DO UPDATE SET why = excluded.why, since = excluded.since
RETURNING r.id
