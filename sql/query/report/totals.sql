-- Contexts, how many of them are disabled, and the version of the server.
-- form: one_context: it is about all contexts
SELECT count(*), count(*) FILTER (WHERE NOT enabled), current_setting('server_version') FROM prov.context
