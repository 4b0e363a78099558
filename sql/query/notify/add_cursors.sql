-- A deliverer that is new is told what changes from now on: each context's log so far is behind it.
INSERT INTO prov.notify_cursor (cid, name, seq)
SELECT t.cid, $1::text, max(t.seq)
FROM (SELECT c.cid, c.change_seq AS seq FROM prov.context c
	UNION ALL
	SELECT l.cid, l.seq FROM prov.change_log l WHERE l.kind = 'context' AND l.action = 'delete') t
GROUP BY t.cid
