-- The next users of a source in the order of the directory, after the one with this place and id.
SELECT coalesce(source_key, ''), cid, uid, source_nth, source_hash, missing_since IS NOT NULL
FROM prov.users
WHERE source = $1::text AND (source_nth, cid, uid) > ($2::bigint, $3::int, $4::int)
ORDER BY source_nth, cid, uid
LIMIT $5::int
