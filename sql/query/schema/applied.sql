-- Has this migration been applied, and from which text?
SELECT checksum FROM prov.schema_version WHERE version = $1::int
