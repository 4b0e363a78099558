-- Is there a role $1?
SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = $1::text
