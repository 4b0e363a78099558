-- Deletes a user, its addresses and memberships, and notes who gets what it shared (rule U5), the mail of a domain
-- among it.
-- kind: u user
WITH
	a AS (DELETE FROM prov.address WHERE cid = $1::int AND kind = 'u' AND owner = $2::int
		AND address = ANY ($3::text[])),
	m AS (DELETE FROM prov.member WHERE cid = $1::int AND uid = $2::int),
	h AS (INSERT INTO prov.handover (cid, uid, heir, at) VALUES ($1::int, $2::int, $4::int, now())),
	k AS (UPDATE prov.catchall SET uid = $4::int WHERE cid = $1::int AND uid = $2::int AND $4::int IS NOT NULL),
	n AS (DELETE FROM prov.catchall WHERE cid = $1::int AND uid = $2::int AND $4::int IS NULL)
DELETE FROM prov.users WHERE cid = $1::int AND uid = $2::int
