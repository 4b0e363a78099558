-- Deletes a user, its addresses and memberships, and notes who gets what it shared (rule U5).
-- kind: u user
WITH
	a AS (DELETE FROM prov.address WHERE cid = $1::int AND kind = 'u' AND owner = $2::int
		AND address = ANY ($3::text[])),
	m AS (DELETE FROM prov.member WHERE cid = $1::int AND uid = $2::int),
	h AS (INSERT INTO prov.handover (cid, uid, heir, at) VALUES ($1::int, $2::int, $4::int, now()))
DELETE FROM prov.users WHERE cid = $1::int AND uid = $2::int
