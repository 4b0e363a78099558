-- K1: what SOGo finds users by is what follows from the users; only where it is used.
-- kind: u user, g group, r resource
-- form: one_context: it is about all of them
WITH place AS MATERIALIZED (
{part: sogo/place.inc}
	GROUP BY n.cid
), want (cid, c_uid, kind, owner, login_name, login_mail, mail, aliases, shown) AS MATERIALIZED (
{part: sogo/users.inc}
	FROM prov.users u
	JOIN place p ON p.cid = u.cid
{part: sogo/users_end.inc}
), want_named (cid, c_uid, kind, owner, mail, shown) AS MATERIALIZED (
{part: sogo/groups.inc}
	UNION ALL
{part: sogo/resources.inc}
), counted AS MATERIALIZED (
	SELECT w.cid, w.c_uid, count(*) AS n, sum(hashtextextended(w::text, 0)) AS sum FROM (SELECT * FROM want UNION ALL SELECT x.cid, x.c_uid, x.kind, x.owner, NULL, NULL, x.mail, NULL, x.shown
			FROM want_named x) w
	GROUP BY w.cid, w.c_uid
), held AS MATERIALIZED (
	SELECT k.cid, k.c_uid, count(*) AS n, sum(hashtextextended((k.cid, k.c_uid, k.kind, k.owner, k.login_name, k.login_mail,
		k.mail, k.aliases, k.shown)::text, 0)) AS sum
	FROM prov.sogo_key k GROUP BY k.cid, k.c_uid
)
SELECT coalesce(c.c_uid, h.c_uid)
FROM counted c
FULL JOIN held h ON h.cid = c.cid AND h.c_uid = c.c_uid
WHERE (c.n, c.sum) IS DISTINCT FROM (h.n, h.sum)
