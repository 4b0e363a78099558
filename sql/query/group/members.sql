-- The members of a group as an array; of group 1, whose are not stored, NULL.
SELECT array_agg(uid ORDER BY uid)::text FROM prov.member WHERE cid = $1::int AND gid = $2::int
