-- Missing groups stay as they are, with their members, until they are purged. $2: the number of this run.
-- kind: m missing, e missing, without members
UPDATE prov.groups g SET missing_since = least(g.missing_since, now()), missing_run = least(g.missing_run, $2::bigint), changed = now()
FROM prov.stage_group_diff d
WHERE d.run = $1::uuid AND d.kind IN ('m', 'e') AND g.cid = d.cid AND g.gid = d.gid
