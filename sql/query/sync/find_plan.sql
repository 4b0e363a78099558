-- Stored plans of source $1 whose digest begins with $2; the newest first.
SELECT digest FROM prov.sync_plan
WHERE source = $1::text AND starts_with(digest, $2::text) AND at > now() - interval '7 days'
ORDER BY at DESC LIMIT 2
