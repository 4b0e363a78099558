-- Contexts, those that are disabled, and enabled users without the admins of contexts, as the contexts have counted them.
-- form: one_context: all contexts are counted
SELECT count(*), count(*) FILTER (WHERE NOT enabled), coalesce(sum(licensed), 0) FROM prov.context
