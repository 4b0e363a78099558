-- What SOGo finds users of the contexts $1 by, of each from the id in $2 on: those that have just been made.
-- kind: u user
INSERT INTO prov.sogo_key (cid, c_uid, kind, owner, login_name, login_mail, mail, aliases, shown)
WITH place AS MATERIALIZED (
{part: sogo/place.inc}
	WHERE n.cid = ANY ($1::int[])
	GROUP BY n.cid
), first AS MATERIALIZED (
	SELECT x.cid, x.uid FROM unnest($1::int[], $2::bigint[]) AS x (cid, uid)
)
{part: sogo/users.inc}
	FROM prov.users u
	JOIN place p ON p.cid = u.cid
	JOIN first f ON f.cid = u.cid
	WHERE u.cid = ANY ($1::int[]) AND u.uid >= f.uid
{part: sogo/users_end.inc}
