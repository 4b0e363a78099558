-- What SOGo finds the new users of a run by, and the changed ones of whom drop_staged.sql has left nothing.
-- kind: n new, c changed, u user
INSERT INTO prov.sogo_key (cid, c_uid, kind, owner, login_name, login_mail, mail, aliases, shown)
WITH who AS MATERIALIZED (
	SELECT d.cid, d.uid
	FROM prov.stage_diff d
	LEFT JOIN prov.sogo_key k ON k.cid = d.cid AND k.c_uid = 'c' || d.cid::text || 'u' || d.uid::text
	WHERE d.run = $1::uuid AND d.reject IS NULL AND d.kind IN ('n', 'c') AND k.cid IS NULL
), place AS MATERIALIZED (
{part: sogo/place.inc}
	WHERE n.cid IN (SELECT w.cid FROM who w)
	GROUP BY n.cid
)
{part: sogo/users.inc}
	FROM prov.users u
	JOIN place p ON p.cid = u.cid
	JOIN who w ON w.cid = u.cid AND w.uid = u.uid
{part: sogo/users_end.inc}
