-- As prove_users.sql, for groups.
-- kind: g group
UPDATE prov.stage_gone g SET proven = true,
	place = coalesce(($4::text[])[array_position($3::text[], g.source_key)]),
	outside = CASE WHEN g.source_key = ANY ($3::text[]) THEN true END
WHERE g.run = $1::uuid AND g.kind = 'g' AND g.source_key = ANY ($2::text[])
	AND NOT EXISTS (SELECT 1 FROM prov.stage_group s WHERE s.run = $1::uuid AND s.source_key = g.source_key)
