-- Users of source $1 who are disabled in the directory.
SELECT count(*) FROM prov.users WHERE source = $1::text AND missing_since IS NULL AND NOT source_enabled
