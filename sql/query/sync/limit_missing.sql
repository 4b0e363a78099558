-- Users of source $1 who are missing.
SELECT count(*) FROM prov.users WHERE source = $1::text AND missing_since IS NOT NULL
