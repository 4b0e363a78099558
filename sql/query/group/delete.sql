-- Deletes a group, its memberships and its address $3; NULL: it has none.
-- A condition that NULL makes false is not written in a WITH: Citus does nothing at all then, and says it has.
-- kind: g group
WITH
	a AS (DELETE FROM prov.address WHERE cid = $1::int AND address = ANY (ARRAY[$3::text]) AND kind = 'g' AND owner = $2::int),
	m AS (DELETE FROM prov.member WHERE cid = $1::int AND gid = $2::int)
DELETE FROM prov.groups WHERE cid = $1::int AND gid = $2::int
