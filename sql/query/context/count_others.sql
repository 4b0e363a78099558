-- How many contexts are not enabled, or not disabled ($1)?
-- form: one_context: it is about all contexts of the installation
SELECT count(*) FROM prov.context WHERE enabled <> $1::bool
