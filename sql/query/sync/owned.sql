-- How many users of this source are there that were not missing before this run?
SELECT count(*) FROM prov.users WHERE source = $1::text AND missing_since IS NULL
