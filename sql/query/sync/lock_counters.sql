-- Raises the counters of the contexts by what lock_log.sql has written; before lock_users.sql, which gives back
-- places of a licence.
UPDATE prov.context c SET change_seq = c.change_seq + x.logged, licensed = c.licensed - x.places
FROM (SELECT l.cid, count(*) AS logged,
		count(*) FILTER (WHERE u.uid <> 2 AND u.enabled AND u.source_enabled) AS places
	FROM prov.stage_lock l JOIN prov.users u ON u.cid = l.cid AND u.uid = l.uid
	WHERE l.run = $1::uuid GROUP BY l.cid) x
WHERE c.cid = x.cid
