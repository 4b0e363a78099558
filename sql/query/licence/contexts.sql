-- Contexts, and how many of them are enabled.
SELECT count(*), count(*) FILTER (WHERE enabled) FROM prov.context
