-- Parts of plans of source $1 that are gone.
DELETE FROM prov.sync_plan_part x
WHERE x.source = $1::text
	AND NOT EXISTS (SELECT 1 FROM prov.sync_plan p WHERE p.source = x.source AND p.digest = x.digest)
