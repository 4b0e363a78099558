-- Members of groups that are rejected stay as they are.
DELETE FROM prov.stage_member_diff m
USING prov.stage_group_diff d
WHERE m.run = $1::uuid AND d.cid = m.cid AND d.run = m.run AND d.gid = m.gid AND d.reject IS NOT NULL
