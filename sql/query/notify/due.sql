-- Contexts whose log goes beyond what deliverer $1 was told, and from where to where. Of a context that was deleted
-- the line that says so is the last one.
SELECT d.cid, min(d.told), max(d.seq)
FROM (SELECT c.cid, coalesce(n.seq, 0) AS told, c.change_seq AS seq
		FROM prov.context c
		LEFT JOIN prov.notify_cursor n ON n.cid = c.cid AND n.name = $1::text
		WHERE c.change_seq > coalesce(n.seq, 0)
	UNION ALL
	SELECT l.cid, coalesce(n.seq, 0), l.seq
		FROM prov.change_log l
		LEFT JOIN prov.notify_cursor n ON n.cid = l.cid AND n.name = $1::text
		WHERE l.kind = 'context' AND l.action = 'delete' AND l.seq > coalesce(n.seq, 0)) d
GROUP BY d.cid
ORDER BY d.cid
