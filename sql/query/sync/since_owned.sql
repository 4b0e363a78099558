-- How many users of source $1 are not missing?
-- form: one_context: a source may have many
SELECT count(*) FROM prov.users WHERE source = $1::text AND missing_since IS NULL
