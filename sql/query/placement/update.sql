-- A record, changed.
UPDATE prov.placement SET name = $3::text, max_contexts = $4::bigint, attrs = $5::jsonb
WHERE kind = $1::text AND id = $2::int
