-- How many complete runs each source had, and what time it is.
SELECT s.name, s.runs, extract(epoch FROM now())::bigint FROM prov.source_state s
