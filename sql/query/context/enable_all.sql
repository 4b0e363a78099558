-- Enables all contexts, or disables them ($1): the ids of those that were not so.
-- form: one_context: it is about all contexts of the installation
UPDATE prov.context c SET enabled = $1::bool, change_seq = c.change_seq + 1
WHERE c.enabled <> $1::bool
RETURNING c.cid
