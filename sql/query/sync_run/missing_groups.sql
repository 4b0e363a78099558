-- Groups of source $1 that are missing in the directory.
-- form: one_context: a source may have many
SELECT count(*) FROM prov.groups WHERE source = $1::text AND missing_since IS NOT NULL
