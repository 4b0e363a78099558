-- What SOGo finds the resources $2 (NULL: all) of a context by.
-- kind: r resource
INSERT INTO prov.sogo_key (cid, c_uid, kind, owner, mail, shown)
{part: sogo/resources.inc}
WHERE r.cid = $1::int AND ($2::int[] IS NULL OR r.rid = ANY ($2::int[]))
