-- Is there any schema of ours?
SELECT to_regclass('prov.schema_version') IS NOT NULL
