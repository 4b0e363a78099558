-- Raises the counters of the contexts by what a run hands out and logs for groups.
UPDATE prov.context c
SET next_gid = greatest(c.next_gid, x.top + 1), change_seq = x.seq
FROM (SELECT d.cid, coalesce(max(d.gid) FILTER (WHERE d.kind = 'n'), 0)::bigint AS top,
		(SELECT max(l.seq) FROM prov.change_log l WHERE l.cid = d.cid) AS seq
	FROM prov.stage_group_diff d WHERE d.run = $1::uuid GROUP BY d.cid) x
WHERE c.cid = x.cid
