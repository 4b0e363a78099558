-- Users of source $1 that are missing in the directory.
-- form: one_context: a source may have many
SELECT count(*) FROM prov.users WHERE source = $1::text AND missing_since IS NOT NULL
