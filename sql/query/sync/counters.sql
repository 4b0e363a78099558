-- Raises the counters of the contexts by what a run hands out and logs.
UPDATE prov.context c
SET next_uid = greatest(c.next_uid, x.top + 1), change_seq = c.change_seq + x.logged
FROM (SELECT cid, coalesce(max(uid) FILTER (WHERE kind = 'n' AND reject IS NULL), 0)::bigint AS top,
		max(nth) AS logged
	FROM prov.stage_diff WHERE run = $1::uuid GROUP BY cid) x
WHERE c.cid = x.cid
