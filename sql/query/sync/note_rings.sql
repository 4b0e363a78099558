-- Groups ($2) of which each contains all others of its ring, and the group that stands for it ($3).
UPDATE prov.stage_group g SET ring = x.ring
FROM unnest($2::bigint[], $3::bigint[]) x(n, ring)
WHERE g.run = $1::uuid AND g.n = x.n
