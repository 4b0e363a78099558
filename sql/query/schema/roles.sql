-- How many of the roles exist that grants need?
SELECT count(*) FROM pg_catalog.pg_roles WHERE rolname IN ('prov', 'prov_reader')
