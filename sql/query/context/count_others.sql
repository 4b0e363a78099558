-- How many contexts are not enabled, or not disabled ($1)?
SELECT count(*) FROM prov.context WHERE enabled <> $1::bool
