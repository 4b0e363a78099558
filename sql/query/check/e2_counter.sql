-- E2: the number of a context is that of its newest change.
SELECT 'context ' || c.cid FROM prov.context c
WHERE c.change_seq < (SELECT max(seq) FROM prov.change_log l WHERE l.cid = c.cid)
