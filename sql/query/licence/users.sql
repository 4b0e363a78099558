-- Enabled users without the admins of contexts, as the contexts have counted them.
SELECT coalesce(sum(licensed), 0) FROM prov.context
