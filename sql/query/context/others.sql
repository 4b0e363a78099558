-- The contexts that are not enabled, or are not disabled ($1), by id.
-- form: one_context: it is about all contexts of the installation
SELECT cid FROM prov.context WHERE enabled <> $1::bool ORDER BY cid
