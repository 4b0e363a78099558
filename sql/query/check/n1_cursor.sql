-- N1: no deliverer is beyond the log of a context: it would not be told of what comes next.
SELECT 'context ' || c.cid FROM prov.context c
WHERE c.change_seq < (SELECT max(n.seq) FROM prov.notify_cursor n WHERE n.cid = c.cid)
