-- A new group with the name of group 1 of its context is no group of its own: everybody is in that one
-- (a posixGroup "users", CN=Users of Active Directory).
-- kind: n new
DELETE FROM prov.stage_group_diff d
USING prov.stage_group s, prov.groups g
WHERE d.run = $1::uuid AND d.kind = 'n' AND s.run = d.run AND s.n = d.n
	AND g.cid = d.cid AND g.gid = 1 AND g.login = coalesce(s.login, s.name)
