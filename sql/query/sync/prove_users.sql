-- These keys were looked up: whose entry was not staged by that is not in the directory, or (keys $3, places
-- $4) is in it, and not in the source.
-- kind: u user
UPDATE prov.stage_gone g SET proven = true,
	place = coalesce(($4::text[])[array_position($3::text[], g.source_key)]),
	outside = CASE WHEN g.source_key = ANY ($3::text[]) THEN true END
WHERE g.run = $1::uuid AND g.kind = 'u' AND g.source_key = ANY ($2::text[])
	AND g.source_key <> ALL (ARRAY(SELECT s.source_key FROM prov.stage_user s
		WHERE s.run = $1::uuid AND s.source_key = ANY ($2::text[])))
