-- Users of source $1 whose entry says that they are disabled.
-- form: one_context: a source may have many
SELECT count(*) FROM prov.users
WHERE source = $1::text AND NOT (enabled AND source_enabled) AND NOT source_enabled AND missing_since IS NULL
