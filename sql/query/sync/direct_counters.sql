-- Raises the counters of the contexts to what direct_users.sql has used and log/copy.sql written, and by the
-- places of a licence.
UPDATE prov.context c
SET next_uid = x.last + 1, change_seq = c.change_seq + x.last + 1 - c.next_uid, licensed = c.licensed + x.places
FROM (SELECT cid, max(uid)::bigint AS last, count(*) FILTER (WHERE enabled AND source_enabled) AS places
	FROM prov.users WHERE source = $1::text GROUP BY cid) x
WHERE c.cid = x.cid
