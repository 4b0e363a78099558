-- Deletes a context and all that belongs to it (rule C5), but for its names (drop_names.sql): they are in
-- another place. Its log stays (rule E2).
WITH
	a AS (DELETE FROM prov.address WHERE cid = $1::int),
	m AS (DELETE FROM prov.member WHERE cid = $1::int),
	g AS (DELETE FROM prov.groups WHERE cid = $1::int),
	r AS (DELETE FROM prov.resource WHERE cid = $1::int),
	h AS (DELETE FROM prov.handover WHERE cid = $1::int),
	k AS (DELETE FROM prov.catchall WHERE cid = $1::int),
	o AS (DELETE FROM prov.one_time WHERE cid = $1::int),
	w AS (DELETE FROM prov.web_session WHERE cid = $1::int),
	u AS (DELETE FROM prov.users WHERE cid = $1::int)
DELETE FROM prov.context WHERE cid = $1::int
