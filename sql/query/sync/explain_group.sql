-- The group of source $1 with the key $2: context, id, whether it is missing.
SELECT cid, gid, missing_since IS NOT NULL
FROM prov.groups WHERE source = $1::text AND source_key = $2::text
ORDER BY missing_since IS NOT NULL, cid LIMIT 1
