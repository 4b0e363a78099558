-- A new record.
INSERT INTO prov.placement (kind, id, name, max_contexts, contexts, attrs)
VALUES ($1::text, $2::int, $3::text, $4::bigint, 0, $5::jsonb)
