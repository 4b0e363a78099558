-- What SOGo finds users of the contexts $1 by who have just been copied into the tables: their ids are not below the
-- counter, which still stands where it was.
-- kind: u user
INSERT INTO prov.sogo_key (cid, c_uid, kind, owner, login_name, login_mail, mail, aliases, shown)
WITH place AS MATERIALIZED (
{part: sogo/place.inc}
	WHERE n.cid = ANY ($1::int[])
	GROUP BY n.cid
)
{part: sogo/users.inc}
	FROM prov.users u
	JOIN place p ON p.cid = u.cid
	JOIN prov.context c ON c.cid = u.cid
	WHERE u.cid = ANY ($1::int[]) AND u.uid >= c.next_uid
{part: sogo/users_end.inc}
