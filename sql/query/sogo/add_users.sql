-- What SOGo finds the users $2 of a context by.
-- kind: u user
INSERT INTO prov.sogo_key (cid, c_uid, kind, owner, login_name, login_mail, mail, aliases, shown)
WITH place AS MATERIALIZED (
{part: sogo/place.inc}
	WHERE n.cid = $1::int
	GROUP BY n.cid
)
{part: sogo/users.inc}
	WHERE u.cid = $1::int AND u.uid = ANY ($2::int[])
{part: sogo/users_end.inc}
