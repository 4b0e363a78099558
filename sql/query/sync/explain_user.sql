-- The user of source $1 with the key $2: context, id, whether it is missing, modules.
SELECT cid, uid, missing_since IS NOT NULL, modules
FROM prov.users WHERE source = $1::text AND source_key = $2::text
ORDER BY missing_since IS NOT NULL, cid LIMIT 1
