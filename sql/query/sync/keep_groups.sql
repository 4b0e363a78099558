-- A group that was there until now is deleted at once for another one that wants its name or address; if that
-- one is rejected, it is only missing. Part of the rounds of rejecting, as keep_moved_groups.sql.
-- kind: n new, c changed, m missing, d to be deleted, s the same, g group
UPDATE prov.stage_group_diff d SET kind = 'm'
FROM prov.groups g
WHERE d.run = $1::uuid AND d.kind = 'd' AND g.cid = d.cid AND g.gid = d.gid AND g.missing_since IS NULL
	AND NOT EXISTS (SELECT 1 FROM prov.stage_group_diff x JOIN prov.stage_group s ON s.run = x.run AND s.n = x.n
		WHERE x.cid = d.cid AND x.run = $1::uuid AND x.kind IN ('n', 'c', 's') AND x.reject IS NULL
			AND (coalesce(s.login, s.name) = g.login OR coalesce(s.address, s.mail) IN (
				SELECT a.address FROM prov.address a
				WHERE a.cid = g.cid AND a.kind = 'g' AND a.owner = g.gid)))
