-- Who may do what; run after every migration.
GRANT USAGE ON SCHEMA prov TO prov, prov_reader;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA prov TO prov;
REVOKE INSERT, UPDATE, DELETE ON prov.schema_version FROM prov;
