-- Raises the counters of the contexts by what a run hands out for groups and group_log.sql has written.
-- kind: n new, s the same
UPDATE prov.context c
SET next_gid = greatest(c.next_gid, x.top + 1), change_seq = c.change_seq + x.logged
FROM (SELECT d.cid, coalesce(max(d.gid) FILTER (WHERE d.kind = 'n'), 0)::bigint AS top,
		count(*) FILTER (WHERE d.reject IS NULL AND (d.kind <> 's' OR m.gid IS NOT NULL)) AS logged
	FROM prov.stage_group_diff d
	LEFT JOIN prov.stage_member_diff m ON m.cid = d.cid AND m.run = d.run AND m.gid = d.gid
	WHERE d.run = $1::uuid GROUP BY d.cid) x
WHERE c.cid = x.cid
