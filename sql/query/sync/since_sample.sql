-- Keys of two users of source $1 who are in the directory.
SELECT u.source_key FROM prov.users u
WHERE u.source = $1::text AND u.missing_since IS NULL AND u.source_hash IS NOT NULL
ORDER BY u.source_nth, u.cid, u.uid
LIMIT 2
