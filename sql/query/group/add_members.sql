-- Adds the users $3 to group $2, or to the newest one. They are users of the context and not in it, which
-- resolve.sql has said under the context's lock.
INSERT INTO prov.member (cid, gid, uid)
SELECT c.cid, coalesce($2::int, c.next_gid - 1), u
FROM prov.context c, unnest($3::int[]) u
WHERE c.cid = $1::int
ORDER BY u
