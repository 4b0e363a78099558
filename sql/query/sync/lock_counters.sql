-- Raises the counters of the contexts by what lock_log.sql has written.
UPDATE prov.context c SET change_seq = c.change_seq + x.logged
FROM (SELECT cid, count(*) AS logged FROM prov.stage_lock WHERE run = $1::uuid GROUP BY cid) x
WHERE c.cid = x.cid
