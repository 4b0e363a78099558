-- Deletes a context and all that belongs to it (rule C5), but for its names (drop_names.sql): they are in
-- another place. What stays is one line of the log that says so (delete_log.sql); older lines hold personal
-- data and go.
WITH
	a AS (DELETE FROM prov.address WHERE cid = $1::int),
	m AS (DELETE FROM prov.member WHERE cid = $1::int),
	g AS (DELETE FROM prov.groups WHERE cid = $1::int),
	r AS (DELETE FROM prov.resource WHERE cid = $1::int),
	h AS (DELETE FROM prov.handover WHERE cid = $1::int),
	u AS (DELETE FROM prov.users WHERE cid = $1::int),
	l AS (DELETE FROM prov.change_log WHERE cid = $1::int)
DELETE FROM prov.context WHERE cid = $1::int RETURNING change_seq
