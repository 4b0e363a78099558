-- Raises the counters of the contexts by what a run hands out and logs, and by the places of a licence.
-- kind: n new
UPDATE prov.context c
SET next_uid = greatest(c.next_uid, x.top + 1), change_seq = c.change_seq + x.logged,
	licensed = c.licensed + coalesce(p.places, 0)
FROM (SELECT cid, coalesce(max(uid) FILTER (WHERE kind = 'n' AND reject IS NULL), 0)::bigint AS top,
		max(nth) AS logged
	FROM prov.stage_diff WHERE run = $1::uuid GROUP BY cid) x
LEFT JOIN (SELECT cid, sum(places) AS places FROM prov.planned_places WHERE run = $1::uuid GROUP BY cid) p
	ON p.cid = x.cid
WHERE c.cid = x.cid
