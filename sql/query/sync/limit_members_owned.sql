-- Memberships of the groups of source $1: context, how many.
SELECT g.cid, count(*)
FROM prov.groups g JOIN prov.member m ON m.cid = g.cid AND m.gid = g.gid
WHERE g.source = $1::text
GROUP BY g.cid
