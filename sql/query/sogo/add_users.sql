-- What SOGo finds the users $2 of a context by.
-- kind: u user
-- form: volatile: with a table that is on every server, Citus would ask each shard; random() keeps it to one
INSERT INTO prov.sogo_key (cid, c_uid, kind, owner, login_name, login_mail, mail, aliases, shown)
WITH place AS MATERIALIZED (
{part: sogo/place.inc}
	WHERE random() >= 0 AND n.cid = $1::int
	GROUP BY n.cid
)
{part: sogo/users.inc}
	FROM (
		SELECT $1::int AS cid, u.uid, u.login, u.address, u.aliases	-- the context of the addresses, too
		FROM prov.users u WHERE u.cid = $1::int AND u.uid = ANY ($2::int[])
	) u
	JOIN place p ON p.cid = u.cid
{part: sogo/users_end.inc}
