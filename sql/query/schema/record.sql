-- Notes a migration in the transaction that ran it.
INSERT INTO prov.schema_version (version, name, checksum, applied)
VALUES ($1::int, $2::text, $3::text, now())
