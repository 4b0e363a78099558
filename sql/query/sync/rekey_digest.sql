-- A plan of new keys in numbers, and its digest: users, users who are left, groups, groups that are left. $2: what else
-- changes by it.
-- kind: u user, g group
SELECT count(*) FILTER (WHERE r.kind = 'u' AND r.doubt IS NULL), count(*) FILTER (WHERE r.kind = 'u' AND r.doubt IS NOT NULL),
	count(*) FILTER (WHERE r.kind = 'g' AND r.doubt IS NULL), count(*) FILTER (WHERE r.kind = 'g' AND r.doubt IS NOT NULL),
	left(encode(sha256(convert_to($2::text || coalesce(string_agg(r.kind::text || ' ' || r.cid || ' ' || r.id || ' '
		|| r.source_key, ' ' ORDER BY r.kind, r.cid, r.id) FILTER (WHERE r.doubt IS NULL), ''), 'UTF8')), 'hex'), 32)
FROM prov.stage_rekey r
WHERE r.run = $1::uuid
