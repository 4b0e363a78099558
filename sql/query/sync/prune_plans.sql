-- Of source $1 no plan that is older than a week, and no more than ten.
DELETE FROM prov.sync_plan
WHERE source = $1::text AND (at <= now() - interval '7 days' OR digest NOT IN (SELECT p.digest FROM prov.sync_plan p
	WHERE p.source = $1::text ORDER BY p.at DESC LIMIT 10))
