-- Raises the counters of the contexts by what direct_users.sql has used and direct_log.sql written, and by the
-- places of a licence.
UPDATE prov.context c
SET next_uid = c.next_uid + x.users, change_seq = c.change_seq + x.users, licensed = c.licensed + x.places
FROM (SELECT cid, count(*) AS users, count(*) FILTER (WHERE enabled AND source_enabled) AS places
	FROM prov.users WHERE source = $1::text GROUP BY cid) x
WHERE c.cid = x.cid
